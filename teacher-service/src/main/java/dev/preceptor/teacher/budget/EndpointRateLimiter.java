package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rate limiter of endpoints, over all replicas and runs: each reservation takes the endpoint's next time slot (its turn) in the order
 * of the log. All replicas read the same log and so compute the same turns, as far as their clocks agree. Not thread-safe.
 */
final class EndpointRateLimiter {

    private static final double NANOS = 1e9;

    private final Map<String, Instant> next = new HashMap<>();

    /** Applies a reservation and returns its turn. */
    Instant take(TeacherCall reserved) {
        if (reserved.turn() == null) {
            return reserved.at();
        }
        Instant turn = max(reserved.at(), next(reserved.turn().endpoint()));
        next.put(reserved.turn().endpoint(), turn.plus(interval(reserved)));
        return turn;
    }

    /** The endpoint's earliest free turn. */
    Instant next(String endpoint) {
        return next.getOrDefault(endpoint, Instant.MIN);
    }

    /** The endpoint's earliest free turn after reservations that are not applied yet, in this order. */
    Instant next(String endpoint, List<TeacherCall> pending) {
        Instant next = next(endpoint);
        for (TeacherCall reserved : pending) {
            next = max(reserved.at(), next).plus(interval(reserved));
        }
        return next;
    }

    private static Duration interval(TeacherCall reserved) {
        return Duration.ofNanos((long) (reserved.turn().seconds() * NANOS));
    }

    private static Instant max(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
