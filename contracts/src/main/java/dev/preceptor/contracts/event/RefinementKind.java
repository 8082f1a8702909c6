package dev.preceptor.contracts.event;

/** What the teacher was asked for. */
public enum RefinementKind {
    /** To mend the student's attempt. */
    REFINEMENT,
    /** To solve the task, without a look at the attempt. */
    DIRECT
}
