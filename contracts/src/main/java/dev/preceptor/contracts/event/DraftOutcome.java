package dev.preceptor.contracts.event;

/** What became of a request for a draft. */
public enum DraftOutcome {
    /** There is a draft to try. */
    ANSWERED,
    /** The answer is no draft. */
    UNUSABLE,
    /** The budget does not allow the call. */
    UNFUNDED,
    /** The teacher could not be reached or understood: our fault, nobody's draft. */
    FAULTED
}
