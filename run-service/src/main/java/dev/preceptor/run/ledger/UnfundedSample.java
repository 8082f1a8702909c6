package dev.preceptor.run.ledger;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.specification.RunSpecification;

/**
 * The event that led to the teacher when the budget did not allow another call. With a larger budget it is emitted again, under
 * the same ids, so that an answer that was paid for is not bought twice.
 *
 * @param failure the failed attempt; null where the teacher was assigned the task directly
 * @param assigned the teacher's own assignment; null where there is a failure
 */
public record UnfundedSample(TestResult failure, Assignment assigned) {

    public static UnfundedSample of(Refinement refused) {
        return new UnfundedSample(refused.failure(), refused.assigned());
    }

    Assignment assignment() {
        return failure != null ? failure.assignment() : assigned;
    }

    /** The id of its task. */
    public String taskId() {
        return assignment().task().id();
    }

    /** The event with the terms of this specification's teachers. */
    public Event under(RunSpecification specification) {
        Assignment before = assignment();
        Assignment after = before.withTeaching(before.teaching().by(specification.teacher(), specification.teachers()));
        return failure == null ? after : judgedUnder(after);
    }

    private TestResult judgedUnder(Assignment assignment) {
        Attempt failed = (Attempt) failure.submission();
        return failure.withSubmission(failed.withAssignment(assignment));
    }
}
