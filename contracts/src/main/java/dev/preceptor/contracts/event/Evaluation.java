package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;

/**
 * An exam's result.
 *
 * @param refineStep 0: first answers; s: after s refinements by the student itself
 * @param samples per task, as planned
 * @param passAtK the unbiased estimate by k (as a decimal string), mean over tasks (Chen et al. 2021)
 * @param confidence 95 % intervals by k, bootstrapped over tasks
 * @param scores one a task, by task id
 * @param faulted samples that could not be judged for a reason of ours; they count neither way
 * @param unrefined failed samples that got no refine step up to this one, as their tasks have no public test to show
 */
@RecordBuilder
public record Evaluation(
        String id,
        String runId,
        CheckpointReference checkpoint,
        int refineStep,
        int tasks,
        int samples,
        Map<String, Double> passAtK,
        Map<String, Interval> confidence,
        List<TaskScore> scores,
        int faulted,
        double seconds,
        int unrefined)
        implements Event {

    /** An evaluation's id: run, checkpoint and refine step determine it. */
    public static String idOf(String runId, CheckpointReference checkpoint, int refineStep) {
        return Ids.of("evaluation", runId, checkpoint.round(), checkpoint.sha256(), refineStep);
    }

    @Override
    public String key() {
        return runId;
    }
}
