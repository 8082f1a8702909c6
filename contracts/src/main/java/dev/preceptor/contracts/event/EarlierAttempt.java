package dev.preceptor.contracts.event;

/** The attempt that the student must correct in a refine step, and the feedback on it. */
public record EarlierAttempt(String attemptId, String code, String feedback) {}
