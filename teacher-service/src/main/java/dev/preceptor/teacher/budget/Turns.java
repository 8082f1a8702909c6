package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may ask an endpoint when: reservations take turns in the log's order, each after the last one's interval. All replicas
 * read the same log, so that they keep an endpoint's rate together, for all runs, as far as their clocks agree. Not safe for
 * threads.
 */
final class Turns {

    private static final double NANOS = 1e9;

    private final Map<String, Instant> next = new HashMap<>();

    /** Takes in a reservation: when its turn comes. */
    Instant take(TeacherCall reserved) {
        if (reserved.turn() == null) {
            return reserved.at();
        }
        Instant turn = max(reserved.at(), next(reserved.turn().endpoint()));
        next.put(reserved.turn().endpoint(), turn.plus(interval(reserved)));
        return turn;
    }

    /** When an endpoint's next turn comes at the earliest. */
    Instant next(String endpoint) {
        return next.getOrDefault(endpoint, Instant.MIN);
    }

    /** The same after reservations that are still to be taken in, in this order. */
    Instant next(String endpoint, List<TeacherCall> before) {
        Instant next = next(endpoint);
        for (TeacherCall reserved : before) {
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
