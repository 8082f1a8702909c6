package dev.preceptor.contracts.event;

/** What a training example teaches: to solve the task, or to correct an attempt. */
public enum PairKind {
    SOLVE,
    REFINE
}
