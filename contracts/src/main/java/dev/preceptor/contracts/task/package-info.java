/** A task, the files that hold tasks, and the words that a student is asked with. */
package dev.preceptor.contracts.task;
