package dev.preceptor.student;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;

/** Answers assignments; {@code student.backend} of a run's specification selects the implementation. Safe for use by many threads. */
public interface Student {

    /**
     * Generates the answer. Blocks until it is complete; concurrent calls are batched.
     *
     * @throws RuntimeException if no answer can be generated, with a message for a person; it is never counted as the student's failure
     */
    Attempt attempt(Assignment assignment);
}
