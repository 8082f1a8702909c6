package dev.preceptor.teaching;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.BatchedRequest;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.specification.Ladder;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.task.Task;
import java.util.List;
import java.util.stream.Stream;

/**
 * A request to the teacher for one {@link Refinement}. Equal requests have equal ids, however often their cause is delivered.
 *
 * @param failure the student's failed attempt; null where the teacher was assigned the task
 * @param assigned the teacher's own assignment; null where there is a failure
 * @param number of the attempt at this failure or assignment, from 1 over all rungs of the ladder
 * @param previous the answer before it; null where there is none
 * @param skipped the numbers of the earlier attempts that no budget allowed
 */
public record RefinementRequest(
        TestResult failure, Assignment assigned, int number, PreviousAnswer previous, List<Integer> skipped) {

    /** The first request about a student's failed attempt. */
    public static RefinementRequest firstFor(TestResult failure) {
        return new RefinementRequest(failure, null, 1, null, List.of());
    }

    /** The first request about a task that the teacher was assigned. */
    public static RefinementRequest firstFor(Assignment assigned) {
        return new RefinementRequest(null, assigned, 1, null, List.of());
    }

    /** The request that an existing refinement answers, without the answer before it. */
    public static RefinementRequest answeredBy(Refinement refinement) {
        return new RefinementRequest(
                refinement.failure(), refinement.assigned(), refinement.number(), null, refinement.skipped());
    }

    /** The request that waited for a batch. */
    public static RefinementRequest of(BatchedRequest waited) {
        BatchedRequest.Previous previous = waited.previous();
        return new RefinementRequest(
                waited.failure(),
                waited.assigned(),
                waited.number(),
                previous == null ? null : new PreviousAnswer(previous.code(), previous.feedback(), previous.byOther()),
                waited.skipped());
    }

    /** The request as it waits for a batch. */
    public BatchedRequest batched() {
        return new BatchedRequest(
                failure,
                assigned,
                number,
                previous == null
                        ? null
                        : new BatchedRequest.Previous(previous.code(), previous.feedback(), previous.byOther()),
                skipped);
    }

    /**
     * The next attempt, after this one's answer failed. There must be a next attempt. What a rule tried is not told to the teacher after
     * it: the prompt stays short, and equal to that of a run without rules.
     */
    public RefinementRequest next(PreviousAnswer answer) {
        boolean nextRung = ladder().numberInRung(number + 1) == 1;
        PreviousAnswer told = teacher().isRule() ? previous : nextRung ? answer.ofOther() : answer;
        return new RefinementRequest(failure, assigned, number + 1, told, skipped);
    }

    /** The first attempt of the next rung, after no budget allowed this one. There must be a next rung. */
    public RefinementRequest onNextRung() {
        List<Integer> all = Stream.concat(skipped.stream(), Stream.of(number)).toList();
        PreviousAnswer answer = previous == null ? null : previous.ofOther();
        return new RefinementRequest(failure, assigned, ladder().firstNumberAfterRungOf(number), answer, all);
    }

    public Assignment assignment() {
        return failure != null ? failure.assignment() : assigned;
    }

    public Task task() {
        return assignment().task();
    }

    /** The teacher, or the rung of the ladder, that is asked. */
    public TeacherSpecification teacher() {
        return ladder().rungOf(number);
    }

    /** The number of the attempt among those of the same teacher, from 1. */
    public int numberOfTeacher() {
        return ladder().numberInRung(number);
    }

    private Ladder ladder() {
        return assignment().teaching().ladder();
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
        return Refinement.idOf(causeId(), kind(), number, skipped);
    }

    /** The id of the refinement for the case that this budget is too small. */
    public String unfundedId(double budgetUsd) {
        return Refinement.unfundedIdOf(causeId(), kind(), number, skipped, budgetUsd);
    }

    private String causeId() {
        return failure != null ? failure.id() : assigned.id();
    }

    public String runId() {
        return assignment().runId();
    }
}
