/** The student in this process: models that are loaded, and what they make of assignments. */
package dev.preceptor.student.djl;
