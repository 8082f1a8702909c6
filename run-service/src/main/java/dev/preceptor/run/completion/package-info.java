/**
 * Prompts of persons to checkpoints: run-service passes them on to the endpoint of student-service, and the answer back as it is
 * generated, so that a page needs no other origin and no other token.
 */
package dev.preceptor.run.completion;
