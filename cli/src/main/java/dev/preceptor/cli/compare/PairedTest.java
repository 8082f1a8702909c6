package dev.preceptor.cli.compare;

import dev.preceptor.contracts.event.Interval;
import dev.preceptor.eval.score.Bootstrap;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Whether two students examined on the same tasks differ by more than chance: a paired randomisation test (Fisher 1935). If
 * they do not differ, which of a task's two scores belongs to whom is a toss of a coin; the p-value is the share of such
 * tosses whose mean difference is at least as far from zero as the one seen. All are counted where few tasks differ, otherwise
 * a sample is drawn.
 *
 * @param difference the mean over tasks of the second's score less the first's
 * @param confidence the 95 % interval of the difference, by bootstrap over tasks
 * @param pValue two-sided
 * @param tasks how many both were examined on
 */
record PairedTest(double difference, Interval confidence, double pValue, int tasks) {

    /** Of so many tasks that differ, all 2^n tosses are counted. */
    private static final int MOST_COUNTED = 18;

    private static final int DRAWN = 100_000;
    private static final long SEED = 20231206;
    private static final double ROUNDING = 1e-9;

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
        // Where a task's scores are equal, the coin changes nothing.
        double[] unequal = Arrays.stream(differences).filter(each -> each != 0).toArray();
        double asSeen = Math.abs(Arrays.stream(unequal).sum()) - ROUNDING;
        double pValue = unequal.length <= MOST_COUNTED ? counted(unequal, asSeen) : drawn(unequal, asSeen);
        return new PairedTest(mean, Bootstrap.ofMean(differences, SEED), pValue, differences.length);
    }

    private static double counted(double[] differences, double asSeen) {
        return asFar(differences, 0, 0, asSeen) / (double) (1L << differences.length);
    }

    /** How many tosses of the coins from this one on lead from this sum to one as far from zero as the one seen. */
    private static long asFar(double[] differences, int coin, double sum, double asSeen) {
        if (coin == differences.length) {
            return Math.abs(sum) >= asSeen ? 1 : 0;
        }
        return asFar(differences, coin + 1, sum + differences[coin], asSeen)
                + asFar(differences, coin + 1, sum - differences[coin], asSeen);
    }

    private static double drawn(double[] differences, double asSeen) {
        SplittableRandom random = new SplittableRandom(SEED);
        int asFar = 0;
        for (int i = 0; i < DRAWN; i++) {
            double sum = 0;
            for (double difference : differences) {
                sum += random.nextBoolean() ? difference : -difference;
            }
            asFar += Math.abs(sum) >= asSeen ? 1 : 0;
        }
        // What was seen is one of the possible tosses, so the p-value is never 0 (Davison and Hinkley 1997).
        return (asFar + 1.0) / (DRAWN + 1);
    }
}
