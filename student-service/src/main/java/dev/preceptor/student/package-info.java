/**
 * The student: an assignment comes, the model of its checkpoint answers, the program found in the answer goes out as an
 * attempt. {@link dev.preceptor.student.StudentStage} is the edge to Kafka, {@link dev.preceptor.student.Student} who
 * answers.
 */
package dev.preceptor.student;
