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
    FAULTED,
    /** The teacher reported its log-probabilities at the tokens of the attempt. */
    SCORED,
    /** The teacher's log-probabilities cannot be used, or the attempt has no tokens. */
    NO_SCORE
}
