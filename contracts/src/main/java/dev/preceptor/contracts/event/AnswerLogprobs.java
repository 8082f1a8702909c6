package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What became of the log-probabilities that {@code teacher.logprobs} asks for. An answer has exactly one of the two.
 *
 * @param softTargets where the log-probabilities at the tokens of the whole answer are; null if there are none
 * @param problem why there are none, in words, so that the answer is used as text; null if there are some
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AnswerLogprobs(SoftTargets softTargets, String problem) {

    public AnswerLogprobs {
        if ((softTargets == null) == (problem == null)) {
            throw new IllegalArgumentException("an answer has either log-probabilities, or a reason why not");
        }
    }

    /** The log-probabilities at an address. */
    public static AnswerLogprobs at(SoftTargets address) {
        return new AnswerLogprobs(address, null);
    }

    /** None, for a reason. */
    public static AnswerLogprobs without(String problem) {
        return new AnswerLogprobs(null, problem);
    }
}
