package dev.preceptor.contracts.event;

import java.util.List;
import java.util.stream.IntStream;

/** What a checkpoint's event holds of the loss curve, so that it stays small however long the training is. */
public final class LossCurve {

    /** The most points of a curve in an event: as many as a drawing shows. */
    public static final int MOST_POINTS = 200;

    private LossCurve() {}

    /**
     * All steps where they are at most {@link #MOST_POINTS}; otherwise so many, at even distances, with the first and the
     * last. None is averaged: each point is a step as it was.
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
