package dev.preceptor.student.endpoint;

import dev.preceptor.contracts.Ids;
import dev.preceptor.languagemodel.generation.Sampling;
import java.util.List;

/**
 * A parsed completion request.
 *
 * @param chat whether the response has the chat format
 * @param scores the log-probabilities to respond with
 * @param includeUsage whether a stream ends with token counts
 */
record CompletionRequest(
        boolean chat,
        String model,
        List<Prompt> prompts,
        Generation generation,
        RequestedScores scores,
        boolean stream,
        boolean includeUsage) {

    /**
     * How the choices are generated.
     *
     * @param n number of choices per prompt
     * @param maxTokens maximum number of tokens of a choice
     * @param stop stop sequences
     */
    record Generation(int n, Sampling sampling, int maxTokens, long seed, List<String> stop) {}

    /** Whether the only generated token is the likeliest one, which a score of the prompt tells. */
    boolean generatesTheLikeliestToken() {
        return generation.maxTokens() == 1 && generation.sampling().temperature() == 0;
    }

    /** Number of choices of all prompts; the choices of one prompt are consecutive. */
    int choices() {
        return prompts.size() * generation.n();
    }

    /** The seed of a choice; the first one has the request's seed. */
    long seedOf(int choice) {
        return choice == 0 ? generation.seed() : Ids.seed(Ids.of("choice", generation.seed(), choice));
    }
}
