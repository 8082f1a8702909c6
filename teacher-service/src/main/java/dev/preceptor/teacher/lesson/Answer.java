package dev.preceptor.teacher.lesson;

import dev.preceptor.contracts.event.AnswerLogprobs;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.teaching.RefinementRequest;

/**
 * A teacher's answer to a {@link RefinementRequest}.
 *
 * @param outcome never UNCHANGED, which {@link Refiner} decides
 * @param code the program; null unless ANSWERED
 * @param detail why there is no program; null where there is one
 * @param logprobs what became of the log-probabilities that the teacher was asked for; null if it was asked for none
 */
public record Answer(
        RefinementOutcome outcome,
        String code,
        String detail,
        String model,
        int promptTokens,
        int completionTokens,
        Bill bill,
        AnswerLogprobs logprobs) {

    /** An answer without log-probabilities. */
    public Answer(
            RefinementOutcome outcome,
            String code,
            String detail,
            String model,
            int promptTokens,
            int completionTokens,
            Bill bill) {
        this(outcome, code, detail, model, promptTokens, completionTokens, bill, null);
    }

    /**
     * What an answer costs.
     *
     * @param costUsd in US dollars; 0 where an earlier answer was reused
     * @param capUsd the budget that was too small where UNFUNDED; 0 otherwise
     * @param batch the provider's name of the batch that held the answer; null where the request was sent by itself
     */
    public record Bill(double costUsd, double capUsd, String batch) {

        /** Nothing. */
        public static final Bill FREE = new Bill(0, 0, null);
    }

    /** No program, for a reason that a person can act on. */
    public static Answer without(RefinementOutcome outcome, String detail, String model) {
        return new Answer(outcome, null, detail, model, 0, 0, Bill.FREE);
    }

    /** No program, as the budget does not allow the call. */
    public static Answer unfunded(String detail, String model, double capUsd) {
        return new Answer(RefinementOutcome.UNFUNDED, null, detail, model, 0, 0, new Bill(0, capUsd, null));
    }
}
