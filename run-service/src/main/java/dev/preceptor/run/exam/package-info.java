/** The scores of exams by task. */
package dev.preceptor.run.exam;
