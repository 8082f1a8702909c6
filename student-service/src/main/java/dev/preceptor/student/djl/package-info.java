/** The backend {@code djl}: models that are loaded into this process, which the completion endpoint uses too. */
package dev.preceptor.student.djl;
