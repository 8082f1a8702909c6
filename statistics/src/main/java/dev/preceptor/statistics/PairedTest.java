package dev.preceptor.statistics;

import dev.preceptor.contracts.event.Interval;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A paired randomisation test (Fisher 1935) of the scores of two students on the same tasks. Under the null hypothesis the
 * two scores of a task are exchangeable, so the sign of each task's difference is random. The p-value is the share of sign
 * assignments whose mean difference is at least as far from zero as the observed one. All assignments are enumerated if few
 * tasks differ; otherwise a random sample is drawn.
 *
 * @param difference the mean over tasks of the second score minus the first
 * @param confidence the 95 % interval of the difference, by bootstrap over tasks
 * @param pValue the two-sided p-value
 * @param tasks the number of tasks that both have scores for
 */
public record PairedTest(double difference, Interval confidence, double pValue, int tasks) {

    /** Up to this many differing tasks, all 2^n sign assignments are enumerated. */
    private static final int MAX_ENUMERATED = 18;

    private static final int DRAWS = 100_000;
    private static final long SEED = 20231206;
    private static final double ROUNDING = 1e-9;

    /**
     * Compares scores by task id; a score is the share of a task's samples that passed. Tasks that only one side has are
     * left out.
     *
     * @return null if the two have no task in common
     */
    public static PairedTest between(Map<String, Double> first, Map<String, Double> second) {
        double[] differences = first.keySet().stream()
                .filter(second::containsKey)
                .sorted()
                .mapToDouble(task -> second.get(task) - first.get(task))
                .toArray();
        if (differences.length == 0) {
            return null;
        }
        double mean = Arrays.stream(differences).average().orElseThrow();
        // The sign of a zero difference changes nothing.
        double[] unequal = Arrays.stream(differences).filter(each -> each != 0).toArray();
        double observed = Math.abs(Arrays.stream(unequal).sum()) - ROUNDING;
        double pValue = unequal.length <= MAX_ENUMERATED
                ? enumeratedPValue(unequal, observed)
                : sampledPValue(unequal, observed);
        return new PairedTest(mean, Bootstrap.ofMean(differences, SEED), pValue, differences.length);
    }

    private static double enumeratedPValue(double[] differences, double observed) {
        return countExtreme(differences, 0, 0, observed) / (double) (1L << differences.length);
    }

    /**
     * Counts the sign assignments of the differences from {@code index} on that make the sum as extreme as the observed
     * one.
     */
    private static long countExtreme(double[] differences, int index, double sum, double observed) {
        if (index == differences.length) {
            return Math.abs(sum) >= observed ? 1 : 0;
        }
        return countExtreme(differences, index + 1, sum + differences[index], observed)
                + countExtreme(differences, index + 1, sum - differences[index], observed);
    }

    private static double sampledPValue(double[] differences, double observed) {
        SplittableRandom random = new SplittableRandom(SEED);
        int extreme = 0;
        for (int i = 0; i < DRAWS; i++) {
            double sum = 0;
            for (double difference : differences) {
                sum += random.nextBoolean() ? difference : -difference;
            }
            extreme += Math.abs(sum) >= observed ? 1 : 0;
        }
        // The observed assignment counts as one of the draws, so the p-value is never 0 (Davison and Hinkley 1997).
        return (extreme + 1.0) / (DRAWS + 1);
    }
}
