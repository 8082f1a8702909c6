package dev.preceptor.contracts.event;

/** Why a task is given to somebody: to find what is worth teaching, or to measure. */
public enum Purpose {
    PRACTICE,
    EXAM
}
