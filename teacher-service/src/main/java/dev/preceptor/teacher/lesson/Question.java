package dev.preceptor.teacher.lesson;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.task.Task;

/**
 * What the teacher is asked, once. Equal questions have equal ids, however often their cause is delivered.
 *
 * @param failure the student's failed attempt; null where the teacher was assigned the task
 * @param assigned the teacher's own assignment; null where there is a failure
 * @param number which of the teacher's attempts at it, from 1
 * @param previous the attempt before; null in the first
 */
public record Question(TestResult failure, Assignment assigned, int number, PreviousTry previous) {

    /** A first question about a student's failed attempt. */
    public static Question about(TestResult failure) {
        return new Question(failure, null, 1, null);
    }

    /** A first question about a task that is the teacher's own. */
    public static Question about(Assignment assigned) {
        return new Question(null, assigned, 1, null);
    }

    /** The same question again, with what became of this try. */
    public Question after(PreviousTry tried) {
        return new Question(failure, assigned, number + 1, tried);
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

    /** What was wrong with the student's program. */
    public String feedback() {
        return failure == null ? "" : Feedback.of(failure);
    }

    /** The id of the refinement that answers it. */
    public String id() {
        return Refinement.idOf(answeredId(), kind(), number);
    }

    /** The id of the refinement that says that a budget does not allow it. */
    public String unfundedId(double budgetUsd) {
        return Refinement.unfundedIdOf(answeredId(), kind(), number, budgetUsd);
    }

    private String answeredId() {
        return failure != null ? failure.id() : assigned.id();
    }

    public String runId() {
        return assignment().runId();
    }
}
