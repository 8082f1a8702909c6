package dev.preceptor.eval.exam;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.AssignmentBuilder;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.EarlierAttempt;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.specification.ExamSpecification;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.stage.stream.StoreWait;

/**
 * The progress of an exam. The answers of its tasks have a store of their own, so that this stays small however long the exam is.
 *
 * @param handedOut how many tasks were assigned, from the start of the data set
 * @param ended how many of those have ended
 * @param openedAt milliseconds since the epoch
 * @param closed whether it is graded, or was given up by an older version
 * @param storeWait its wait for the artifact store; null where it does not wait
 * @param held why it is held until its run is resumed; null where it is not
 */
public record Exam(
        ExamOpened opened, int handedOut, int ended, long openedAt, boolean closed, StoreWait storeWait, String held) {

    public static Exam open(ExamOpened opened, long now) {
        return new Exam(opened, 0, 0, now, false, null, null);
    }

    /** How many further tasks may be assigned, so that at most a window of them is in flight. */
    public int room(int window) {
        return Math.max(0, Math.min(window - (handedOut - ended), tasks() - handedOut));
    }

    public Exam handedOutMore(int tasks) {
        return new Exam(opened, handedOut + tasks, ended, openedAt, closed, null, null);
    }

    public Exam oneEnded() {
        return new Exam(opened, handedOut, ended + 1, openedAt, closed, storeWait, held);
    }

    public Exam close() {
        return new Exam(opened, handedOut, ended, openedAt, true, null, null);
    }

    /** @param wait for the artifact store; null: it waits no longer */
    public Exam waiting(StoreWait wait) {
        return new Exam(opened, handedOut, ended, openedAt, closed, wait, null);
    }

    /** @param terms a student with the server, replicas and limits to use from now on; null: as before */
    public Exam onTermsOf(StudentSpecification terms) {
        return terms == null
                ? this
                : new Exam(opened.onTermsOf(terms), handedOut, ended, openedAt, closed, storeWait, held);
    }

    /** Stops it until its run is resumed. */
    public Exam hold(String reason) {
        return new Exam(opened, handedOut, ended, openedAt, closed, null, reason);
    }

    /** Whether an answer of this checkpoint belongs to it; null where an earlier version did not name the checkpoint. */
    public boolean isAbout(CheckpointReference checkpoint) {
        return checkpoint == null || checkpoint.equals(opened.checkpoint());
    }

    /** Whether it waits or is held: it assigns nothing, and counts what ends. */
    @JsonIgnore
    public boolean standsStill() {
        return storeWait != null || held != null;
    }

    @JsonIgnore
    public boolean complete() {
        return ended == tasks();
    }

    @JsonIgnore
    public ExamSpecification specification() {
        return opened.plan().exam();
    }

    /** The assignment of one sample of a task. */
    public Assignment assignment(Task task, int sample, int step, EarlierAttempt earlier) {
        int round = opened.checkpoint().round();
        return AssignmentBuilder.builder()
                .id(Assignment.examIdOf(opened.runId(), opened.checkpoint(), task.id(), sample, step))
                .runId(opened.runId())
                .round(round)
                .purpose(Purpose.EXAM)
                .assignee(Assignee.STUDENT)
                .task(PublicTests.of(task, specification()))
                .sample(sample)
                .step(step)
                .student(opened.student())
                .checkpoint(opened.checkpoint())
                .sampling(specification().sampling())
                .earlier(earlier)
                .build();
    }

    private int tasks() {
        return opened.plan().tasks().count();
    }
}
