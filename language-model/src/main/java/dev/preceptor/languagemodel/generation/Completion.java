package dev.preceptor.languagemodel.generation;

import java.util.Arrays;

/**
 * What a model wrote.
 *
 * @param ids the tokens generated, without the stop token; with a stop string, up to the token that completed it
 * @param text what they add to the text of the prompt, special tokens left out; it ends before a stop string
 * @param finishReason why it ended
 * @param promptTokens length of the prompt
 * @param generatedTokens tokens that were computed, a stop token included
 * @param stopToken the stop token that ended it; null if none did
 */
public record Completion(
        int[] ids, String text, FinishReason finishReason, int promptTokens, int generatedTokens, Integer stopToken) {

    /** Returns all tokens that were computed, the stop token included. */
    public int[] idsWithStopToken() {
        if (stopToken == null) {
            return ids.clone();
        }
        int[] all = Arrays.copyOf(ids, ids.length + 1);
        all[ids.length] = stopToken;
        return all;
    }
}
