package dev.preceptor.eval.exam;

/** Something of this task was lost for a reason of ours, and it cannot be told which answer: the open ones are. */
public record TaskFaulted(String runId, String taskId) implements ExamEvent {}
