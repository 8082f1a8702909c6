package dev.preceptor.languagemodel.generation;

/** Why a completion ended. */
public enum FinishReason {
    /** A stop token or a stop string came. */
    STOP,
    /** It reached the greatest number of tokens, or the end of the context. */
    LENGTH
}
