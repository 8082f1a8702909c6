package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How a model samples tokens.
 *
 * @param temperature the sampling temperature; 0 for greedy decoding
 * @param topP nucleus sampling: keeps the smallest set of tokens whose probabilities reach this sum; 1 keeps all
 * @param maxTokens the maximum number of tokens of an answer
 * @param seed a seed with which every run and checkpoint samples the same task and sample from the same random numbers;
 *     null to derive the seed from each assignment's id
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Sampling(double temperature, double topP, int maxTokens, Long seed) {

    /** Creates sampling settings without a seed: the seed is derived from the assignment's id. */
    public Sampling(double temperature, double topP, int maxTokens) {
        this(temperature, topP, maxTokens, null);
    }
}
