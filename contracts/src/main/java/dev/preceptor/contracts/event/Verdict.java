package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** How a submission fared. A verdict that this version does not know reads as SANDBOX_ERROR: it says nothing about the code. */
public enum Verdict {
    PASSED,
    /** A test said no, or the code raised. */
    FAILED,
    TIMED_OUT,
    OUT_OF_MEMORY,
    /** The process died. */
    CRASHED,
    /** It does not parse, or lacks the entry point. */
    REJECTED,
    /** A fault of ours, which says nothing about the code: never feedback, a refinement or a zero in an exam. */
    @JsonEnumDefaultValue
    SANDBOX_ERROR;

    public boolean passed() {
        return this == PASSED;
    }

    /** Whether the code itself is to blame. */
    public boolean isTheCodesFault() {
        return this != PASSED && this != SANDBOX_ERROR;
    }
}
