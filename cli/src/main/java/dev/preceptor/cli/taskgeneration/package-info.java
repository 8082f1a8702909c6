/** {@code tasks generate}: requests a generation of tasks from run-service, and writes the tasks. */
package dev.preceptor.cli.taskgeneration;
