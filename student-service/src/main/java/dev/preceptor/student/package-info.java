/**
 * The student. It answers assignments with the model of their checkpoint, extracts the program from the answer and emits it as an attempt.
 * {@link dev.preceptor.student.StudentStage} is the Kafka edge; {@link dev.preceptor.student.Student} has an implementation for
 * each backend.
 */
package dev.preceptor.student;
