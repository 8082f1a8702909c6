package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;

/**
 * What the student wrote.
 *
 * @param code the program found in the completion; empty where there was none
 * @param completion the answer as it came
 * @param seconds how long it was in the making
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

    /** An attempt's id: its assignment determines it. */
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
