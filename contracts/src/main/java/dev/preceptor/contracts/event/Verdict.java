package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/**
 * The verdict on a submission. An unknown verdict of a newer version reads as SANDBOX_ERROR, which says nothing about
 * the code.
 */
public enum Verdict {
    PASSED,
    /** A test failed, or the code raised an exception. */
    FAILED,
    TIMED_OUT,
    OUT_OF_MEMORY,
    /** The process died. */
    CRASHED,
    /** The code does not parse, or does not define the entry point. */
    REJECTED,
    /**
     * An infrastructure fault, which says nothing about the code. It gives no feedback, no refinement and no zero in an
     * exam.
     */
    @JsonEnumDefaultValue
    SANDBOX_ERROR;

    public boolean passed() {
        return this == PASSED;
    }

    /** Whether the code itself failed. */
    public boolean isTheCodesFault() {
        return this != PASSED && this != SANDBOX_ERROR;
    }
}
