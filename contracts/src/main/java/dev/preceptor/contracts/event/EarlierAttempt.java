package dev.preceptor.contracts.event;

/** In a refine step: the attempt that the student is to mend, and what was wrong with it. */
public record EarlierAttempt(String attemptId, String code, String feedback) {}
