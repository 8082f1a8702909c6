package dev.preceptor.student.endpoint;

import dev.preceptor.contracts.Ids;
import dev.preceptor.languagemodel.generation.Sampling;
import java.util.List;

/**
 * What is asked for.
 *
 * @param chat whether the answer has a chat's form
 * @param n choices for each prompt
 * @param stop texts that end a choice
 * @param includeUsage whether a stream ends with the count of tokens
 */
record CompletionRequest(
        boolean chat,
        String model,
        List<Prompt> prompts,
        int n,
        Sampling sampling,
        int maxTokens,
        long seed,
        List<String> stop,
        boolean stream,
        boolean includeUsage) {

    /** Choices of all prompts; those of one prompt follow one another. */
    int choices() {
        return prompts.size() * n;
    }

    /** The first choice has the request's own seed. */
    long seedOf(int choice) {
        return choice == 0 ? seed : Ids.seed(Ids.of("choice", seed, choice));
    }
}
