package dev.preceptor.contracts.report;

/**
 * The progress of a stage.
 *
 * @param stage {@code exam-0}, {@code practice-1}, {@code teaching-1}, {@code training-1}, {@code exam-1}, ...
 * @param done the number of finished tasks, or of training steps
 * @param total the total number known so far; in teaching it grows with the failures
 * @param note additional text, such as the newest loss; null if there is none
 */
public record StageProgress(String stage, int done, int total, String note) {}
