/** Checks that tasks fit into the context of the student. */
package dev.preceptor.student.context;
