package dev.preceptor.teacher.lesson;

import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.EarlierAttempt;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.teaching.PreviousAnswer;
import dev.preceptor.teaching.RefinementRequest;

/** The student as the first rung of the ladder: it corrects its own attempt, given the feedback. */
final class SelfRefinement {

    private SelfRefinement() {}

    /** The assignment to correct the latest program: the student's attempt or, at a further attempt, its correction. */
    static Assignment assignment(RefinementRequest request) {
        TestResult failure = request.failure();
        Assignment first = failure.assignment();
        PreviousAnswer previous = request.previous();
        EarlierAttempt earlier = new EarlierAttempt(
                failure.submission().id(),
                previous == null || previous.code() == null ? request.attempt() : previous.code(),
                previous == null ? request.feedback() : previous.feedback(),
                failure);
        return first.with(assignment -> assignment
                .id(Assignment.idOf(
                        first.runId(),
                        first.round(),
                        Purpose.PRACTICE,
                        Assignee.STUDENT,
                        first.task().id(),
                        first.sample(),
                        request.number()))
                .step(request.number())
                .earlier(earlier));
    }
}
