/**
 * Tasks that the teacher invents from a few known ones: it gives a solution and calls, and what the solution returns on them,
 * executed, becomes the tests.
 */
package dev.preceptor.cli.taskgeneration;
