package dev.preceptor.contracts.report;

/**
 * A stage while it happens.
 *
 * @param stage {@code exam-0}, {@code practice-1}, {@code teaching-1}, {@code training-1}, {@code exam-1}, ...
 * @param done tasks, or steps of training
 * @param total as far as known; teaching's grows with the failures
 * @param note the newest loss, say; null where there is nothing to add
 */
public record StageProgress(String stage, int done, int total, String note) {}
