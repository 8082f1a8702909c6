package dev.preceptor.student.endpoint;

import dev.preceptor.contracts.Ids;
import dev.preceptor.languagemodel.generation.Sampling;
import java.util.List;

/**
 * A parsed completion request.
 *
 * @param chat whether the response has the chat format
 * @param includeUsage whether a stream ends with token counts
 */
record CompletionRequest(
        boolean chat, String model, List<Prompt> prompts, Generation generation, boolean stream, boolean includeUsage) {

    /**
     * How the choices are generated.
     *
     * @param n number of choices per prompt
     * @param maxTokens maximum number of tokens of a choice
     * @param stop stop sequences
     */
    record Generation(int n, Sampling sampling, int maxTokens, long seed, List<String> stop) {}

    /** Number of choices of all prompts; the choices of one prompt are consecutive. */
    int choices() {
        return prompts.size() * generation.n();
    }

    /** The seed of a choice; the first one has the request's seed. */
    long seedOf(int choice) {
        return choice == 0 ? generation.seed() : Ids.seed(Ids.of("choice", generation.seed(), choice));
    }
}
