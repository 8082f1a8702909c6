package dev.preceptor.contracts.event;

/** The outcome of a request to the teacher. */
public enum RefinementOutcome {
    /** The answer contains code to judge. */
    ANSWERED,
    /** The answer contains no code, or the teacher knows no solution. */
    NO_CODE,
    /** The answer is the same program as the attempt, so it is not executed again. */
    UNCHANGED,
    /** The budget does not allow the call. */
    UNFUNDED,
    /** An infrastructure fault: the teacher could not be reached, or its response could not be read. */
    FAULTED
}
