package dev.preceptor.contracts.event;

/** What became of a request to the teacher. */
public enum RefinementOutcome {
    /** There is code to judge. */
    ANSWERED,
    /** The answer held no code, or the teacher knows no solution. */
    NO_CODE,
    /** The answer is the attempt again, compared as programs; it is not executed a second time. */
    UNCHANGED,
    /** The budget does not allow the call. */
    UNFUNDED,
    /** The teacher could not be reached or understood: our fault, nobody's failure. */
    FAULTED
}
