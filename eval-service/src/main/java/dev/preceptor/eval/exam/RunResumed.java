package dev.preceptor.eval.exam;

import dev.preceptor.contracts.specification.StudentSpecification;

/**
 * A run is RUNNING: exams of it that were held go on.
 *
 * @param student on the terms that the run has now; null in events of earlier versions
 */
public record RunResumed(String runId, StudentSpecification student) implements ExamEvent {}
