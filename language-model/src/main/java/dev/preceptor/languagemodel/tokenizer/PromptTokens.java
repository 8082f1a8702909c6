package dev.preceptor.languagemodel.tokenizer;

/**
 * A prompt as text and as the tokens that the model is given.
 *
 * @param ids not copied, so don't change them
 * @param chat whether the text was written by the chat template, which writes all special tokens itself
 */
public record PromptTokens(String text, int[] ids, boolean chat) {}
