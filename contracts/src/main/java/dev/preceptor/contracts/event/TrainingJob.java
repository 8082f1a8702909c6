package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TrainingSpecification;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;

/**
 * A round's training: from which weights, how, and on exactly which examples. A trainer that has not yet seen one of them
 * waits for it.
 *
 * @param exampleIds sorted, in jobs of earlier versions; null where {@code examples} names them
 * @param exam how the checkpoint is to be examined
 * @param examples lines of the examples' ids, sorted; null in jobs of earlier versions
 * @param examplesSince no example was written before, by the clock of whoever wrote it; null where that is not known
 */
@RecordBuilder
public record TrainingJob(
        String id,
        String runId,
        int round,
        StudentSpecification student,
        CheckpointReference base,
        TrainingSpecification training,
        List<String> exampleIds,
        ExamPlan exam,
        DataSet examples,
        Instant examplesSince)
        implements Event, TrainingJobBuilder.With {

    /** A job's id: run, round and the set of examples determine it. */
    public static String idOf(String runId, int round, List<String> sortedExampleIds) {
        return Ids.of("training-job", runId, round, sortedExampleIds);
    }

    /**
     * The same job, naming its examples instead of holding their ids.
     *
     * @param manifest lines of the ids, sorted
     * @param since no example was written before
     */
    public TrainingJob on(DataSet manifest, Instant since) {
        return with(job -> job.exampleIds(null).examples(manifest).examplesSince(since));
    }

    /** On how many examples. */
    public int exampleCount() {
        return examples == null ? exampleIds.size() : examples.count();
    }

    @Override
    public String key() {
        return runId;
    }
}
