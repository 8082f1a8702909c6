package dev.preceptor.contracts.event;

/**
 * A task in an exam.
 *
 * @param samples judged ones; faulted ones are not among them
 * @param passed how many of them passed
 * @param faulted how many could not be judged for a reason of ours
 */
public record TaskScore(String taskId, int samples, int passed, int faulted) {}
