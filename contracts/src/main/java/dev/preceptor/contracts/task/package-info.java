/** Tasks, task files, and the prompts of the student. */
package dev.preceptor.contracts.task;
