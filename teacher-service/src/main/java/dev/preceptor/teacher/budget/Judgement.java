package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import java.time.Instant;
import java.util.Optional;

/**
 * What the log says of a reservation of ours, as it stood just before it.
 *
 * @param before the key's entry before ours; null where there was none
 * @param turn when the request may be made at the earliest; null where ours was not read
 */
public record Judgement(Kind kind, TeacherCall before, Instant turn) {

    /** How a reservation fared. */
    public enum Kind {
        /** The request may be made. */
        GRANTED,
        /** It does not fit under the cap. */
        OVER_CAP,
        /** The same answer was bought, or is being bought, under another number. */
        ELSEWHERE,
        /** Somebody else holds the key and may be at it. */
        TAKEN,
        /** The call was settled under this key, and our entry has covered that. */
        COVERED,
        /** Entries are missing before it, so nothing can be said. */
        UNSURE
    }

    /** The entry that must follow the reservation at once, where it is not granted. */
    Optional<TeacherCall> answer(TeacherCall reservation, Instant now) {
        return switch (kind) {
            case GRANTED, TAKEN, UNSURE -> Optional.empty();
            case OVER_CAP -> Optional.of(Entries.declined(reservation, now, "over the budget"));
            case ELSEWHERE -> Optional.of(Entries.declined(reservation, now, "asked under another number"));
            case COVERED -> Optional.of(before);
        };
    }
}
