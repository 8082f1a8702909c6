package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.function.Function;

/** What every event has: an id that is the same however often the event is made, and the key that it travels under. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public interface Event {

    /** Deterministic: equal for equal causes. */
    String id();

    String runId();

    /** The Kafka key: events of equal key stay in order. */
    String key();

    /**
     * The event, where it has what every event has.
     *
     * @param what it should be, for people: {@code assignment}
     * @throws IncompleteEventException where the record was not read at all, or as something of which the half is missing
     */
    static <E extends Event> E whole(E event, String what) {
        if (event == null) {
            throw new IncompleteEventException("the record is no " + what + " in JSON");
        }
        if (!isWhole(event)) {
            throw new IncompleteEventException(
                    "the record is no whole " + what + ": its id, its run or its key is missing");
        }
        return event;
    }

    /**
     * The event, where it has that, too, without which nothing can be done with it.
     *
     * @param part of the event, null where it is missing
     * @param name of the part, for people
     */
    static <E extends Event> E whole(E event, String what, String name, Function<E, ?> part) {
        if (part.apply(whole(event, what)) == null) {
            throw new IncompleteEventException("the record is no whole " + what + ": its " + name + " is missing");
        }
        return event;
    }

    private static boolean isWhole(Event event) {
        try {
            return event.id() != null && event.runId() != null && event.key() != null;
        } catch (NullPointerException e) {
            // They are made of parts that are missing.
            return false;
        }
    }
}
