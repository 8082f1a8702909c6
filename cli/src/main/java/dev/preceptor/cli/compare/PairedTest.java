package dev.preceptor.cli.compare;

import dev.preceptor.contracts.event.Interval;
import dev.preceptor.eval.score.Bootstrap;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Whether two students examined on the same tasks differ by more than chance: a paired randomisation test. If they do not
 * differ, which of a task's two scores belongs to whom is a toss of a coin; the p-value is the share of such tosses whose
 * mean difference is at least as far from zero as the one seen.
 *
 * @param difference the mean over tasks of the second's score less the first's
 * @param confidence the 95 % interval of the difference, by bootstrap over tasks
 * @param pValue two-sided
 * @param tasks how many both were examined on
 */
record PairedTest(double difference, Interval confidence, double pValue, int tasks) {

    private static final int REPETITIONS = 10_000;
    private static final long SEED = 20231206;
    private static final double ROUNDING = 1e-12;

    /**
     * Compares per-task scores (shares of samples that passed), by task id; tasks that only one has are left out.
     *
     * @return null where they have no task in common
     */
    static PairedTest between(Map<String, Double> first, Map<String, Double> second) {
        double[] differences = first.keySet().stream()
                .filter(second::containsKey)
                .sorted()
                .mapToDouble(task -> second.get(task) - first.get(task))
                .toArray();
        if (differences.length == 0) {
            return null;
        }
        double mean = Arrays.stream(differences).average().orElseThrow();
        SplittableRandom random = new SplittableRandom(SEED);
        int asFar = 0;
        for (int i = 0; i < REPETITIONS; i++) {
            double flipped = 0;
            for (double difference : differences) {
                flipped += random.nextBoolean() ? difference : -difference;
            }
            asFar += Math.abs(flipped) >= Math.abs(mean) * differences.length - ROUNDING ? 1 : 0;
        }
        // The arrangement that was seen is one of the possible ones, so the p-value is never 0 (Davison and Hinkley
        // 1997).
        return new PairedTest(
                mean, Bootstrap.ofMean(differences, SEED), (asFar + 1.0) / (REPETITIONS + 1), differences.length);
    }
}
