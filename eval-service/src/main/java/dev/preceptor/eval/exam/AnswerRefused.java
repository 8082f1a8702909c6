package dev.preceptor.eval.exam;

import dev.preceptor.contracts.event.Assignment;

/** The student cannot answer an assignment of an exam until a person changes something outside, such as its server. */
public record AnswerRefused(String runId, Assignment assignment, String reason) implements ExamEvent {}
