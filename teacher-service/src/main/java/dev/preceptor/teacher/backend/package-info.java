/** The backend {@code reference}: a task's known solutions in place of a model. */
package dev.preceptor.teacher.backend;
