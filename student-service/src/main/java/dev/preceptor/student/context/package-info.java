/** Checks before a run that tasks fit into the student's context. */
package dev.preceptor.student.context;
