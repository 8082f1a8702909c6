package dev.preceptor.statistics;

import dev.preceptor.contracts.event.Interval;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The percentile bootstrap: the confidence interval of a mean over tasks. */
public final class Bootstrap {

    private static final int RESAMPLES = 10_000;
    private static final double TAIL = 0.025;

    private Bootstrap() {}

    /**
     * The 95 % confidence interval of the mean.
     *
     * @param values one a task, at least one
     * @param seed equal seeds give equal intervals
     */
    public static Interval ofMean(double[] values, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] means = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            double sum = 0;
            for (int j = 0; j < values.length; j++) {
                sum += values[random.nextInt(values.length)];
            }
            means[i] = sum / values.length;
        }
        Arrays.sort(means);
        return new Interval(quantile(means, TAIL), quantile(means, 1 - TAIL));
    }

    private static double quantile(double[] sorted, double fraction) {
        double position = fraction * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
