package dev.preceptor.student;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;

/** Who answers assignments; {@code student.backend} of a run's specification names which. Safe for many threads. */
public interface Student {

    /**
     * Waits for the answer; call it from many threads at once, so that there is a batch.
     *
     * @throws RuntimeException if there can be none, with a message for the person; that is never the student's failure
     */
    Attempt attempt(Assignment assignment);
}
