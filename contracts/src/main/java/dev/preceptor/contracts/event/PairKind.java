package dev.preceptor.contracts.event;

/** What a training example teaches. */
public enum PairKind {
    /** To solve the task. */
    SOLVE,
    /** To correct an attempt. */
    REFINE,
    /** To solve the task, by the teacher's log-probabilities at the tokens of the student's own attempt. The attempt itself is no label. */
    SCORE
}
