package dev.preceptor.contracts.event;

/** Why a model stopped writing. */
public enum FinishReason {
    /** It ended its answer. */
    STOP,
    /** It reached the limit of tokens. */
    LENGTH
}
