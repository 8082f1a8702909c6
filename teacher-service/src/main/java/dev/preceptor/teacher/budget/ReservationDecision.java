package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import java.time.Instant;
import java.util.Optional;

/**
 * What the log decides about one of this replica's reservations, by the entries before it.
 *
 * @param before the previous entry of the same key; null where there is none
 * @param turn the earliest time of the request; null where our own entry was not read
 */
public record ReservationDecision(Kind kind, TeacherCall before, Instant turn) {

    /** The possible decisions. */
    public enum Kind {
        /** The request may be sent. */
        GRANTED,
        /** The request does not fit under the cap. */
        OVER_CAP,
        /** The same answer was bought, or is being bought, under another number. */
        DUPLICATE,
        /** Another replica's reservation holds the key, and its request may be in flight. */
        KEY_TAKEN,
        /** The call was settled under this key, and our reservation has overwritten that entry. */
        OVERWROTE,
        /** Entries before the reservation are missing from the log, so no decision is possible. */
        LOG_INCOMPLETE
    }

    /** The entry that must be appended at once, where the reservation is not granted; empty where none is needed. */
    Optional<TeacherCall> followUp(TeacherCall reservation, Instant now) {
        return switch (kind) {
            case GRANTED, KEY_TAKEN, LOG_INCOMPLETE -> Optional.empty();
            case OVER_CAP -> Optional.of(LedgerEntries.declined(reservation, now, "over the budget"));
            case DUPLICATE -> Optional.of(LedgerEntries.declined(reservation, now, "asked under another number"));
            case OVERWROTE -> Optional.of(before);
        };
    }
}
