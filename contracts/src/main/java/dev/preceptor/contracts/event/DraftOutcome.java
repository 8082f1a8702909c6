package dev.preceptor.contracts.event;

/** The outcome of a draft request. */
public enum DraftOutcome {
    /** The answer contains a draft. */
    ANSWERED,
    /** The answer does not contain a draft. */
    UNUSABLE,
    /** The budget does not allow the call. */
    UNFUNDED,
    /** An infrastructure fault: the teacher could not be reached, or its response could not be read. */
    FAULTED
}
