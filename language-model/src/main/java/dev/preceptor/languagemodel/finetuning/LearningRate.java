package dev.preceptor.languagemodel.finetuning;

/**
 * A learning rate over the steps of a training, as transformers' schedules of the same names have it.
 *
 * @param peak the greatest rate
 * @param schedule what follows the warm-up
 * @param warmupSteps over which the rate rises from 0 to the peak
 */
public record LearningRate(double peak, Schedule schedule, int warmupSteps) {

    public enum Schedule {
        CONSTANT,
        /** Half a cosine, to 0. */
        COSINE,
        /** A straight line, to 0. */
        LINEAR
    }

    public LearningRate {
        if (!(peak > 0) || Double.isInfinite(peak)) {
            throw new IllegalArgumentException("a learning rate must be above 0, not " + peak);
        }
        if (warmupSteps < 0) {
            throw new IllegalArgumentException("warm-up steps must be 0 or more, not " + warmupSteps);
        }
    }

    public static LearningRate constant(double rate) {
        return new LearningRate(rate, Schedule.CONSTANT, 0);
    }

    /**
     * The rate of a step.
     *
     * @param step 0 for the first
     * @param steps how many there are
     */
    public double at(int step, int steps) {
        if (step < warmupSteps) {
            return peak * step / warmupSteps;
        }
        double left = Math.max(1, steps - warmupSteps);
        double progress = (step - warmupSteps) / left;
        return switch (schedule) {
            case CONSTANT -> peak;
            case COSINE -> peak * Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress)));
            case LINEAR -> peak * Math.max(0, 1 - progress);
        };
    }
}
