package dev.preceptor.contracts.event;

/** What a training example teaches: to solve the task, or to mend an attempt at it. */
public enum PairKind {
    SOLVE,
    REFINE
}
