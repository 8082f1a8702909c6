package dev.preceptor.teaching;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.task.Task;

/**
 * A request to the teacher for one {@link Refinement}. Equal requests have equal ids, however often their cause is delivered.
 *
 * @param failure the student's failed attempt; null where the teacher was assigned the task
 * @param assigned the teacher's own assignment; null where there is a failure
 * @param number of the teacher's attempt at this failure or assignment, from 1
 * @param previous the teacher's previous answer; null in the first attempt
 */
public record RefinementRequest(TestResult failure, Assignment assigned, int number, PreviousAnswer previous) {

    /** The first request about a student's failed attempt. */
    public static RefinementRequest firstFor(TestResult failure) {
        return new RefinementRequest(failure, null, 1, null);
    }

    /** The first request about a task that the teacher was assigned. */
    public static RefinementRequest firstFor(Assignment assigned) {
        return new RefinementRequest(null, assigned, 1, null);
    }

    /** The request that an existing refinement answers, without the answer before it. */
    public static RefinementRequest answeredBy(Refinement refinement) {
        return new RefinementRequest(refinement.failure(), refinement.assigned(), refinement.number(), null);
    }

    /** The next attempt, after this one's answer failed. */
    public RefinementRequest next(PreviousAnswer answer) {
        return new RefinementRequest(failure, assigned, number + 1, answer);
    }

    public Assignment assignment() {
        return failure != null ? failure.assignment() : assigned;
    }

    public Task task() {
        return assignment().task();
    }

    public TeacherSpecification teacher() {
        return assignment().teaching().teacher();
    }

    public RefinementKind kind() {
        return assignment().teaching().method().teaches();
    }

    /** The student's program; empty where there is none. */
    public String attempt() {
        return failure == null || failure.submission().code() == null
                ? ""
                : failure.submission().code();
    }

    /** What was wrong with the student's program; empty where there is none. */
    public String feedback() {
        return failure == null ? "" : Feedback.of(failure);
    }

    /** The id of the refinement that answers this request. */
    public String id() {
        return Refinement.idOf(causeId(), kind(), number);
    }

    /** The id of the refinement for the case that this budget is too small. */
    public String unfundedId(double budgetUsd) {
        return Refinement.unfundedIdOf(causeId(), kind(), number, budgetUsd);
    }

    private String causeId() {
        return failure != null ? failure.id() : assigned.id();
    }

    public String runId() {
        return assignment().runId();
    }
}
