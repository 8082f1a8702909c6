package dev.preceptor.contracts.event;

/** What the teacher was asked to do. */
public enum RefinementKind {
    /** To correct the student's attempt. */
    REFINEMENT,
    /** To solve the task without seeing the attempt. */
    DIRECT,
    /** To report its log-probabilities at the tokens of the attempt. */
    SCORE
}
