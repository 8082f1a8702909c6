package dev.preceptor.contracts.report;

/** How a task's ledger ends in a round. */
public enum Outcome {
    /** The student passed: nothing to teach. */
    SOLVED,
    /** A lesson was made. */
    TAUGHT,
    /** The teacher's attempts are used up. */
    UNTAUGHT,
    /** The budget is. */
    UNFUNDED,
    /** A fault of ours. */
    FAULTED
}
