package dev.preceptor.run.ledger;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import java.util.LinkedHashMap;
import java.util.Map;

/** When each stage of a run was first and last seen, in milliseconds since the epoch. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class StageClock {

    private final Map<String, Span> stages = new LinkedHashMap<>();

    record Span(long first, long last) {}

    void seen(String stage, long now) {
        stages.merge(
                stage,
                new Span(now, now),
                (before, at) -> new Span(Math.min(before.first, now), Math.max(before.last, now)));
    }

    boolean knows(String stage) {
        return stages.containsKey(stage);
    }

    /** By stage, in the order of their beginnings. */
    Map<String, Double> seconds() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        stages.forEach((stage, span) -> seconds.put(stage, (span.last - span.first) / 1000.0));
        return seconds;
    }
}
