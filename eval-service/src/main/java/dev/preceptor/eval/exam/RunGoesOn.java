package dev.preceptor.eval.exam;

/** A run goes on: what was held of its exams is taken up. */
public record RunGoesOn(String runId) implements ExamEvent {}
