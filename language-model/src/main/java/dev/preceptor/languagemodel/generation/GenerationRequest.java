package dev.preceptor.languagemodel.generation;

import java.util.List;
import java.util.Set;

/**
 * A completion to make.
 *
 * @param promptIds the prompt's tokens, at least one; not copied, so don't change them
 * @param sampling how tokens are chosen
 * @param maxTokens greatest number of tokens to generate
 * @param seed decides the choice at every step, whatever else is in the batch
 * @param stopTokens tokens that end the completion and are not part of it, such as the model's end tokens
 * @param stopStrings texts that end the completion; neither they nor what follows is part of its text
 */
public record GenerationRequest(
        int[] promptIds,
        Sampling sampling,
        int maxTokens,
        long seed,
        Set<Integer> stopTokens,
        List<String> stopStrings) {

    public GenerationRequest {
        if (promptIds.length == 0) {
            throw new IllegalArgumentException("a prompt needs at least one token");
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens must be at least 1, not " + maxTokens);
        }
        stopTokens = Set.copyOf(stopTokens);
        stopStrings = List.copyOf(stopStrings);
        if (stopStrings.contains("")) {
            throw new IllegalArgumentException("a stop string cannot be empty");
        }
    }

    /**
     * @param capacity tokens of prompt and completion together that there is room for
     * @throws GenerationException if there is no room, or a token is not in the vocabulary
     */
    void check(int capacity, int vocabulary) {
        if (promptIds.length >= capacity) {
            throw new GenerationException(
                    "a prompt of %d tokens leaves no room in a context of %d".formatted(promptIds.length, capacity));
        }
        for (int id : promptIds) {
            if (id < 0 || id >= vocabulary) {
                throw new GenerationException("token " + id + " is not in the vocabulary of " + vocabulary);
            }
        }
    }
}
