package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How tokens are drawn.
 *
 * @param temperature 0 is greedy
 * @param topP the smallest set of tokens whose probabilities reach this sum; 1 keeps all
 * @param maxTokens the most tokens of an answer
 * @param seed draws alike for the same task and sample whatever the run and the checkpoint; null: each assignment draws by its
 *     own id
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Sampling(double temperature, double topP, int maxTokens, Long seed) {

    /** Drawn by the assignment's own id. */
    public Sampling(double temperature, double topP, int maxTokens) {
        this(temperature, topP, maxTokens, null);
    }
}
