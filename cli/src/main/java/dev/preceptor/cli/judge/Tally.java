package dev.preceptor.cli.judge;

import dev.preceptor.contracts.event.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts verdicts, and what passed: all of a task's tests, and the base tests of those that EvalPlus added to. */
final class Tally {

    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private final PassCounts all = new PassCounts();
    private final PassCounts base = new PassCounts();

    void add(String taskId, Verdict verdict) {
        verdicts.merge(verdict, 1, Integer::sum);
        if (verdict != Verdict.SANDBOX_ERROR) { // which says nothing about the program
            all.add(taskId, verdict.passed());
        }
    }

    /** The same for a task of EvalPlus', whose base tests have an outcome of their own. */
    void add(String taskId, Verdict verdict, boolean basePassed) {
        add(taskId, verdict);
        if (verdict != Verdict.SANDBOX_ERROR) {
            base.add(taskId, basePassed);
        }
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
        return all.tasks();
    }

    Map<String, Double> passAtK(List<Integer> ks) {
        return all.passAtK(ks);
    }

    /** On the base tests alone; empty where no task has further ones. */
    Map<String, Double> basePassAtK(List<Integer> ks) {
        return base.passAtK(ks);
    }
}
