/** The state of one sample of a practice task, from the student's attempt to the training examples. */
package dev.preceptor.run.lesson;
