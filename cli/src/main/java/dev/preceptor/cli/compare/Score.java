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
 * A student's exam score at a refine step, that is, after this many refinements of its own answers.
 *
 * @param passAtK pass@k by k, from 0 to 1
 * @param confidence 95 % intervals by k
 * @param byTask the share of each task's judged samples that passed
 * @param faulted the number of samples lost to infrastructure faults, which count neither as passed nor as failed
 */
record Score(
        int refineStep,
        Map<String, Double> passAtK,
        Map<String, Interval> confidence,
        @JsonIgnore Map<String, Double> byTask,
        int faulted) {

    /** The scores of a checkpoint, sorted by refine step, from a run's evaluations. */
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
