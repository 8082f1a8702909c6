package dev.preceptor.eval.exam;

/** A run is RUNNING: exams of it that were held go on. */
public record RunResumed(String runId) implements ExamEvent {}
