package dev.preceptor.teacher.lesson;

import dev.preceptor.contracts.event.RefinementOutcome;

/**
 * What a teacher's answer comes to.
 *
 * @param outcome never UNCHANGED, which only who knows the attempt can tell
 * @param code the program; null unless ANSWERED
 * @param detail why there is no program; null where there is one
 * @param costUsd in US dollars; 0 where it was there already
 * @param capUsd where UNFUNDED, the budget that did not allow it; otherwise 0
 */
public record Answer(
        RefinementOutcome outcome,
        String code,
        String detail,
        String model,
        int promptTokens,
        int completionTokens,
        double costUsd,
        double capUsd) {

    /** No answer, for a reason that a person can do something about. */
    public static Answer without(RefinementOutcome outcome, String detail, String model) {
        return new Answer(outcome, null, detail, model, 0, 0, 0, 0);
    }

    /** No answer, as a budget does not allow it. */
    public static Answer unfunded(String detail, String model, double capUsd) {
        return new Answer(RefinementOutcome.UNFUNDED, null, detail, model, 0, 0, 0, capUsd);
    }
}
