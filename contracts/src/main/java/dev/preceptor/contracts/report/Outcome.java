package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** The outcome of a task in a round. An unknown outcome of a newer version reads as FAULTED. */
public enum Outcome {
    /** The student passed, so there is nothing to teach. With rft and ssd its program became a training example. */
    SOLVED,
    /** The task gave training examples. */
    TAUGHT,
    /** The teacher used all its attempts without a passing program. With a method that asks no teacher: the attempt gave no example. */
    UNTAUGHT,
    /** The budget did not allow the teacher's call. */
    UNFUNDED,
    /** An infrastructure fault. */
    @JsonEnumDefaultValue
    FAULTED
}
