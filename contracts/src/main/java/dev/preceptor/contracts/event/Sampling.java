package dev.preceptor.contracts.event;

/**
 * How tokens are drawn.
 *
 * @param temperature 0 is greedy
 * @param topP the smallest set of tokens whose probabilities reach this sum; 1 keeps all
 * @param maxTokens the most tokens of an answer
 */
public record Sampling(double temperature, double topP, int maxTokens) {}
