package dev.preceptor.teacher.budget;

/**
 * Who wants an answer.
 *
 * @param purse whose cap it counts against
 * @param refinementId what the answer is for
 */
public record Asker(String purse, String runId, String refinementId) {}
