package dev.preceptor.eval.score;

import dev.preceptor.contracts.event.Interval;
import dev.preceptor.contracts.event.TaskScore;
import dev.preceptor.statistics.PassAtK;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What faulted samples can do to pass@k: its value over all tasks if every one of them had failed, and if every one had passed. An
 * estimate leaves faulted samples out, so without these bounds a task could disappear from it unnoticed.
 */
final class PassAtKBounds {

    private PassAtKBounds() {}

    /**
     * The bounds by k; empty where no sample faulted.
     *
     * @param ks a k is left out unless every task has that many samples, judged or faulted
     */
    static Map<String, Interval> of(List<TaskScore> scores, List<Integer> ks) {
        Map<String, Interval> bounds = new LinkedHashMap<>();
        if (scores.stream().anyMatch(score -> score.faulted() > 0)) {
            for (int k : ks) {
                if (scores.stream().allMatch(score -> score.samples() + score.faulted() >= k)) {
                    bounds.put(Integer.toString(k), new Interval(mean(scores, k, false), mean(scores, k, true)));
                }
            }
        }
        return bounds;
    }

    private static double mean(List<TaskScore> scores, int k, boolean faultedPass) {
        return scores.stream()
                .mapToDouble(score -> PassAtK.estimate(
                        score.samples() + score.faulted(), score.passed() + (faultedPass ? score.faulted() : 0), k))
                .average()
                .orElseThrow();
    }
}
