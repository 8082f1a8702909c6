package dev.preceptor.contracts.event;

/** Why a model stopped generating. */
public enum FinishReason {
    /** The model ended its answer. */
    STOP,
    /** The answer reached the maximum number of tokens. */
    LENGTH
}
