package dev.preceptor.languagemodel.finetuning;

/**
 * A learning rate with a schedule, equal to the schedules of the same names in transformers.
 *
 * @param peak the maximum rate
 * @param schedule the schedule after the warm-up
 * @param warmupSteps the number of steps in which the rate rises linearly from 0 to the peak
 */
public record LearningRate(double peak, Schedule schedule, int warmupSteps) {

    public enum Schedule {
        CONSTANT,
        /** Decays to 0 along half a cosine. */
        COSINE,
        /** Decays linearly to 0. */
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
     * Returns the rate of a step.
     *
     * @param step the index of the step, starting at 0
     * @param steps the number of steps
     */
    public double at(int step, int steps) {
        if (step < warmupSteps) {
            return peak * step / warmupSteps;
        }
        double decaySteps = Math.max(1, steps - warmupSteps);
        double progress = (step - warmupSteps) / decaySteps;
        return switch (schedule) {
            case CONSTANT -> peak;
            case COSINE -> peak * Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress)));
            case LINEAR -> peak * Math.max(0, 1 - progress);
        };
    }
}
