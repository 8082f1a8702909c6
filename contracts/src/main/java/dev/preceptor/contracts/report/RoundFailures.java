package dev.preceptor.contracts.report;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The failures of the student's practice in a round.
 *
 * @param judged the number of judged samples
 * @param failed the number of samples that the student failed
 * @param types the number of failed samples by the type of error, as in {@link Lesson#errorType}; samples that were judged by earlier
 *     versions are missing, and rare types beyond the first 40 are together in {@code OTHER}
 */
public record RoundFailures(int round, int judged, int failed, Map<String, Integer> types) {

    public RoundFailures {
        types = Collections.unmodifiableMap(new TreeMap<>(types));
    }
}
