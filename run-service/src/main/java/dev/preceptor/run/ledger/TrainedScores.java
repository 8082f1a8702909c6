package dev.preceptor.run.ledger;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The scored attempts of a training.
 *
 * @param byLag their number by their lag: the rounds since they were written
 * @param stale the number of attempts of earlier rounds that {@code opd.maxLag} left out
 */
public record TrainedScores(Map<Integer, Integer> byLag, int stale) {

    public TrainedScores {
        byLag = Collections.unmodifiableMap(new TreeMap<>(byLag));
    }
}
