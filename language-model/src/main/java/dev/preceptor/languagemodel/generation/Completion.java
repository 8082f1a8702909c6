package dev.preceptor.languagemodel.generation;

/**
 * What a model wrote.
 *
 * @param ids the tokens generated, without the stop token; with a stop string, up to the token that completed it
 * @param text what they add to the text of the prompt, special tokens left out; it ends before a stop string
 * @param finishReason why it ended
 * @param promptTokens length of the prompt
 * @param generatedTokens tokens that were computed, a stop token included
 */
public record Completion(int[] ids, String text, FinishReason finishReason, int promptTokens, int generatedTokens) {}
