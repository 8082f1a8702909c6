package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The attempt that the student must correct in a refine step, and the feedback on it.
 *
 * @param failure the student's failed first attempt, in a refine step of practice; null in an exam
 */
public record EarlierAttempt(
        String attemptId, String code, String feedback, @JsonInclude(JsonInclude.Include.NON_NULL) TestResult failure) {

    /** In an exam. */
    public EarlierAttempt(String attemptId, String code, String feedback) {
        this(attemptId, code, feedback, null);
    }
}
