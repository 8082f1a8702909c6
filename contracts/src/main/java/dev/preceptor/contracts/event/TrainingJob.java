package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TrainingSpecification;
import java.util.List;

/**
 * A round's training: from which weights, how, and on exactly which examples.
 *
 * @param exampleIds sorted; a trainer that has not yet seen one of them waits for it
 * @param exam how the checkpoint is to be examined
 */
public record TrainingJob(
        String id,
        String runId,
        int round,
        StudentSpecification student,
        CheckpointReference base,
        TrainingSpecification training,
        List<String> exampleIds,
        ExamPlan exam)
        implements Event {

    /** A job's id: run, round and the set of examples determine it. */
    public static String idOf(String runId, int round, List<String> sortedExampleIds) {
        return Ids.of("training-job", runId, round, sortedExampleIds);
    }

    @Override
    public String key() {
        return runId;
    }
}
