package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** How a task's ledger ends in a round. An end that this version does not know reads as FAULTED: it teaches nothing. */
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
    @JsonEnumDefaultValue
    FAULTED
}
