package dev.preceptor.eval.score;

import dev.preceptor.contracts.event.Interval;
import dev.preceptor.contracts.event.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts the verdicts of samples and estimates pass@k: on all tests, and on the base tests of tasks that EvalPlus extended. */
public final class Tally {

    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private final PassCounts all = new PassCounts();
    private final PassCounts base = new PassCounts();

    /** Counts a sample. A SANDBOX_ERROR counts as a verdict, but not in pass@k: it says nothing about the program. */
    public void add(String taskId, Verdict verdict) {
        verdicts.merge(verdict, 1, Integer::sum);
        if (verdict == Verdict.SANDBOX_ERROR) {
            all.addFaulted(taskId);
        } else {
            all.add(taskId, verdict.passed());
        }
    }

    /** Counts a sample of an EvalPlus task, whose base tests have a result of their own. */
    public void add(String taskId, Verdict verdict, boolean basePassed) {
        add(taskId, verdict);
        if (verdict != Verdict.SANDBOX_ERROR) {
            base.add(taskId, basePassed);
        }
    }

    /** The number of samples by verdict; a verdict without samples is left out. */
    public Map<Verdict, Integer> verdicts() {
        return Map.copyOf(verdicts);
    }

    public int count(Verdict verdict) {
        return verdicts.getOrDefault(verdict, 0);
    }

    public int samples() {
        return verdicts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The number of tasks with a judged sample. */
    public int tasks() {
        return all.tasks();
    }

    /** Estimates by k; a k is left out unless every task has that many judged samples. */
    public Map<String, Double> passAtK(List<Integer> ks) {
        return all.passAtK(ks);
    }

    /** pass@k over all tasks if every SANDBOX_ERROR had failed, and if every one had passed, by k; empty if there was none. */
    public Map<String, Interval> passAtKBounds(List<Integer> ks) {
        return all.passAtKBounds(ks);
    }

    /** The estimates by k on the base tests alone; empty if EvalPlus extended no task. */
    public Map<String, Double> basePassAtK(List<Integer> ks) {
        return base.passAtK(ks);
    }
}
