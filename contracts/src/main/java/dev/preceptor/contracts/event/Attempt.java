package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;

/**
 * The student's answer to an assignment.
 *
 * @param code the program extracted from the completion; empty if there is none
 * @param completion the text that the model generated
 * @param seconds the duration of the generation, in seconds
 */
public record Attempt(
        String id,
        Assignment assignment,
        String code,
        String completion,
        int promptTokens,
        int completionTokens,
        FinishReason finishReason,
        double seconds)
        implements Submission {

    /** Returns an attempt's id: a hash of its assignment's id. */
    public static String idOf(Assignment assignment) {
        return Ids.of("attempt", assignment.id());
    }

    @Override
    public String runId() {
        return assignment.runId();
    }

    @Override
    public String key() {
        return assignment.key();
    }
}
