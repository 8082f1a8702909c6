package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TrainingSpecification;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;

/**
 * The training of a round: the initial weights, the settings and the exact set of examples. A trainer waits for
 * examples that it has not received yet.
 *
 * @param exampleIds the sorted ids of the examples, in jobs of earlier versions; null if {@code examples} is set
 * @param exam the plan of the checkpoint's exam
 * @param examples the data set of the examples' ids, one per line, sorted; null in jobs of earlier versions
 * @param examplesSince a time before which no example was written, by the clocks of the writers; null if unknown
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

    /** Returns a job's id: a hash of run, round and the set of examples. */
    public static String idOf(String runId, int round, List<String> sortedExampleIds) {
        return Ids.of("training-job", runId, round, sortedExampleIds);
    }

    /**
     * Returns a copy that refers to a data set of the examples' ids instead of containing the ids.
     *
     * @param manifest the data set of the ids, one per line, sorted
     * @param since a time before which no example was written
     */
    public TrainingJob on(DataSet manifest, Instant since) {
        return with(job -> job.exampleIds(null).examples(manifest).examplesSince(since));
    }

    /** Returns the number of examples. */
    public int exampleCount() {
        return examples == null ? exampleIds.size() : examples.count();
    }

    @Override
    public String key() {
        return runId;
    }
}
