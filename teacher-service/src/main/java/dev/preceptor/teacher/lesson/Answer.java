package dev.preceptor.teacher.lesson;

import dev.preceptor.contracts.event.AnswerLogprobs;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.teaching.RefinementRequest;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * A teacher's answer to a {@link RefinementRequest}.
 *
 * @param outcome never UNCHANGED, which {@link Refiner} decides
 * @param code the program; null unless ANSWERED
 * @param detail why there is no program; null where there is one
 * @param costUsd in US dollars; 0 where an earlier answer was reused
 * @param capUsd the budget that was too small where UNFUNDED; 0 otherwise
 * @param logprobs what became of the log-probabilities that the teacher was asked for; null if it was asked for none
 */
@RecordBuilder
public record Answer(
        RefinementOutcome outcome,
        String code,
        String detail,
        String model,
        int promptTokens,
        int completionTokens,
        double costUsd,
        double capUsd,
        AnswerLogprobs logprobs)
        implements AnswerBuilder.With {

    /** An answer without log-probabilities. */
    public Answer(
            RefinementOutcome outcome,
            String code,
            String detail,
            String model,
            int promptTokens,
            int completionTokens,
            double costUsd,
            double capUsd) {
        this(outcome, code, detail, model, promptTokens, completionTokens, costUsd, capUsd, null);
    }

    /** No program, for a reason that a person can act on. */
    public static Answer without(RefinementOutcome outcome, String detail, String model) {
        return new Answer(outcome, null, detail, model, 0, 0, 0, 0);
    }

    /** No program, as the budget does not allow the call. */
    public static Answer unfunded(String detail, String model, double capUsd) {
        return new Answer(RefinementOutcome.UNFUNDED, null, detail, model, 0, 0, 0, capUsd);
    }
}
