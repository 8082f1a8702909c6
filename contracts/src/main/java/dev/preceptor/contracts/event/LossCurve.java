package dev.preceptor.contracts.event;

import java.util.List;
import java.util.stream.IntStream;

/** Reduces the loss curve in a checkpoint's event, so that the event stays small after a long training. */
public final class LossCurve {

    /** The maximum number of points of a curve in an event, enough for a plot. */
    public static final int MOST_POINTS = 200;

    private LossCurve() {}

    /**
     * Returns all steps if there are at most {@link #MOST_POINTS}, otherwise {@link #MOST_POINTS} evenly spaced steps
     * including the first and the last. Steps are selected, not averaged.
     */
    public static List<TrainingStep> thinned(List<TrainingStep> steps) {
        if (steps.size() <= MOST_POINTS) {
            return List.copyOf(steps);
        }
        double distance = (steps.size() - 1.0) / (MOST_POINTS - 1);
        return IntStream.range(0, MOST_POINTS)
                .mapToObj(point -> steps.get((int) Math.round(point * distance)))
                .toList();
    }
}
