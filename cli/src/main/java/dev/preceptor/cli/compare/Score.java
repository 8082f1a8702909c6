package dev.preceptor.cli.compare;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.Interval;
import dev.preceptor.contracts.event.TaskScore;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * How a student did in the exam, after so many refinements of its own.
 *
 * @param passAtK by k
 * @param confidence 95 % intervals by k
 * @param byTask the share of each task's judged samples that passed
 * @param faulted samples that a fault of ours took; they count neither way
 */
record Score(
        int refineStep,
        Map<String, Double> passAtK,
        Map<String, Interval> confidence,
        @JsonIgnore Map<String, Double> byTask,
        int faulted) {

    /** A checkpoint's, by refine step, out of a run's evaluations. */
    static List<Score> of(CheckpointReference checkpoint, List<Evaluation> evaluations) {
        return evaluations.stream()
                .filter(evaluation -> evaluation.checkpoint().round() == checkpoint.round()
                        && Objects.equals(evaluation.checkpoint().sha256(), checkpoint.sha256()))
                .sorted(Comparator.comparingInt(Evaluation::refineStep))
                .map(Score::of)
                .toList();
    }

    private static Score of(Evaluation evaluation) {
        return new Score(
                evaluation.refineStep(),
                evaluation.passAtK(),
                evaluation.confidence(),
                evaluation.scores().stream()
                        .filter(score -> score.samples() > 0)
                        .collect(Collectors.toMap(
                                TaskScore::taskId, score -> (double) score.passed() / score.samples())),
                evaluation.faulted());
    }
}
