package dev.preceptor.eval.exam;

/** An event of the task was lost for a reason of ours. Which answer is unknown, so all open ones of the task count as lost. */
public record TaskFaulted(String runId, String taskId) implements ExamEvent {}
