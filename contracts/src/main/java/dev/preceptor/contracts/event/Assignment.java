package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.task.Task;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * One assignment of a task to the student or to the teacher.
 *
 * @param sample the index of the sample, from 0; samples are independent
 * @param step 0 for the first attempt; s for its s-th refinement by the student
 * @param student the student, if it is the assignee
 * @param checkpoint the student's weights
 * @param teaching how a failed attempt is taught; null in an exam
 * @param earlier the attempt to refine, in a step above 0; null otherwise
 */
@RecordBuilder
public record Assignment(
        String id,
        String runId,
        int round,
        Purpose purpose,
        Assignee assignee,
        Task task,
        int sample,
        int step,
        StudentSpecification student,
        CheckpointReference checkpoint,
        Sampling sampling,
        Teaching teaching,
        EarlierAttempt earlier)
        implements Event, AssignmentBuilder.With {

    /** Returns an assignment's id: a hash of run, round, purpose, assignee, task, sample and step. */
    public static String idOf(
            String runId, int round, Purpose purpose, Assignee assignee, String taskId, int sample, int step) {
        return Ids.of("assignment", runId, round, purpose, assignee, taskId, sample, step);
    }

    /**
     * Returns the id of an exam's assignment. It includes the checkpoint's hash, as a round's checkpoint may be trained
     * again.
     */
    public static String examIdOf(String runId, CheckpointReference checkpoint, String taskId, int sample, int step) {
        String made = idOf(runId, checkpoint.round(), Purpose.EXAM, Assignee.STUDENT, taskId, sample, step);
        return checkpoint.sha256() == null ? made : Ids.of("assignment", made, checkpoint.sha256());
    }

    /**
     * Returns the sampling seed. A redelivered assignment has the same seed. Its tokens can still differ where two tokens are almost equally
     * likely, as rounding depends on the sequences that are computed together.
     */
    public long seed() {
        return sampling.seed() == null
                ? Ids.seed(id)
                : Ids.seed(Ids.of("draws", sampling.seed(), purpose, task.id(), sample, step));
    }

    @Override
    public String key() {
        return Ids.taskKey(runId, task.id());
    }
}
