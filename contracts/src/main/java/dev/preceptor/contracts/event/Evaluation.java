package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;

/**
 * The result of an exam.
 *
 * @param refineStep 0 for the first answers; s for the answers after s refinements by the student
 * @param samples the planned number of samples per task
 * @param passAtK the unbiased pass@k estimate, mean over tasks, by k as a decimal string (Chen et al. 2021)
 * @param confidence the 95 % confidence intervals by k, bootstrapped over tasks
 * @param passAtKBounds pass@k over all tasks if every faulted sample had failed, and if every one had passed, by k; empty if none
 *     faulted
 * @param scores one score per task, by task id
 * @param faulted the number of samples that an infrastructure fault kept from being judged; excluded from the scores
 * @param unrefined the number of failed samples without a refine step so far, as their tasks have no public test to
 *     show
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
        Map<String, Interval> passAtKBounds,
        List<TaskScore> scores,
        int faulted,
        double seconds,
        int unrefined)
        implements Event {

    public Evaluation {
        passAtKBounds = passAtKBounds == null ? Map.of() : passAtKBounds;
    }

    /** Returns an evaluation's id: a hash of run, checkpoint and refine step. */
    public static String idOf(String runId, CheckpointReference checkpoint, int refineStep) {
        return Ids.of("evaluation", runId, checkpoint.round(), checkpoint.sha256(), refineStep);
    }

    @Override
    public String key() {
        return runId;
    }
}
