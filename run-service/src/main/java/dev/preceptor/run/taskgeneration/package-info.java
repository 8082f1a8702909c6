/**
 * Generation of tasks: the teacher invents tasks from example tasks. It gives a solution and calls; the solution is executed on the
 * calls, and the results become the tests.
 */
package dev.preceptor.run.taskgeneration;
