package dev.preceptor.teacher.lesson;

import dev.preceptor.teaching.RefinementRequest;

/** Answers refinement requests. */
public interface Teacher {

    /**
     * Blocks until there is an outcome. A problem that a person can act on is an outcome, not an exception. After a crash the same
     * request may be repeated; it is not paid for twice.
     */
    Answer answer(RefinementRequest request);
}
