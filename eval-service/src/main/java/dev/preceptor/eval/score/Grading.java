package dev.preceptor.eval.score;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.EvaluationBuilder;
import dev.preceptor.contracts.event.Interval;
import dev.preceptor.contracts.event.TaskScore;
import dev.preceptor.contracts.specification.ExamSpecification;
import dev.preceptor.statistics.Bootstrap;
import dev.preceptor.statistics.PassAtK;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns the scores of an exam's tasks into its evaluation. */
public final class Grading {

    private Grading() {}

    /**
     * The evaluation of a whole exam. A task counts for pass@k where at least k of its samples were judged: faults of ours
     * count neither way. A k for which no task counts has no estimate.
     *
     * @param unrefined failed samples that got no refine step because their tasks have no public test
     * @param seconds from the checkpoint to the last judged answer
     */
    public static Evaluation evaluate(
            String runId,
            CheckpointReference checkpoint,
            ExamSpecification exam,
            int refineStep,
            List<TaskScore> scores,
            double seconds,
            int unrefined) {
        String id = Evaluation.idOf(runId, checkpoint, refineStep);
        Map<String, Double> passAtK = new LinkedHashMap<>();
        Map<String, Interval> confidence = new LinkedHashMap<>();
        for (int k : exam.k()) {
            double[] estimates = scores.stream()
                    .filter(score -> score.samples() >= k)
                    .mapToDouble(score -> PassAtK.estimate(score.samples(), score.passed(), k))
                    .toArray();
            if (estimates.length > 0) {
                passAtK.put(String.valueOf(k), mean(estimates));
                confidence.put(String.valueOf(k), Bootstrap.ofMean(estimates, Ids.seed(id)));
            }
        }
        int faulted = scores.stream().mapToInt(TaskScore::faulted).sum();
        return EvaluationBuilder.builder()
                .id(id)
                .runId(runId)
                .checkpoint(checkpoint)
                .refineStep(refineStep)
                .tasks(scores.size())
                .samples(exam.samples())
                .passAtK(passAtK)
                .confidence(confidence)
                .scores(scores)
                .faulted(faulted)
                .seconds(seconds)
                .unrefined(unrefined)
                .build();
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
