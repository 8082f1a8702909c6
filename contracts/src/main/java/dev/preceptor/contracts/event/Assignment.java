package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.task.Task;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * A task that is assigned once, to the student or to the teacher.
 *
 * @param sample which of several independent samples, from 0
 * @param step 0 is a first try; s is the s-th refinement of it by the student itself
 * @param student who answers, where the assignee is the student
 * @param checkpoint the student's weights
 * @param teaching what follows from a failure; null in an exam
 * @param earlier in a step above 0, what is to be refined; null otherwise
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

    /** An assignment's id: run, round, purpose, assignee, task, sample and step determine it. */
    public static String idOf(
            String runId, int round, Purpose purpose, Assignee assignee, String taskId, int sample, int step) {
        return Ids.of("assignment", runId, round, purpose, assignee, taskId, sample, step);
    }

    /** The id of an exam's: the checkpoint stands in it too, as that of a round may be made anew. */
    public static String examIdOf(String runId, CheckpointReference checkpoint, String taskId, int sample, int step) {
        String made = idOf(runId, checkpoint.round(), Purpose.EXAM, Assignee.STUDENT, taskId, sample, step);
        return checkpoint.sha256() == null ? made : Ids.of("assignment", made, checkpoint.sha256());
    }

    /** The seed of its sampling: the same assignment, delivered again, draws the same tokens. */
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
