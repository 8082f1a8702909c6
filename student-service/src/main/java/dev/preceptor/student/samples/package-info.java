/** Solves tasks with a model outside of a run and writes the samples to a file; needs no broker. */
package dev.preceptor.student.samples;
