package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.function.Function;

/** The common part of all events: a deterministic id, the run's id and the Kafka key. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public interface Event {

    /** Returns the event's id. It is deterministic: creating the event again gives the same id. */
    String id();

    String runId();

    /** Returns the Kafka key. Events with the same key stay in order. */
    String key();

    /**
     * Returns the event if it has an id, a run id and a key.
     *
     * @param what the kind of event, for the message, such as {@code assignment}
     * @throws IncompleteEventException if the event is null, as its record is not valid JSON, or lacks one of these
     */
    static <E extends Event> E whole(E event, String what) {
        if (event == null) {
            throw new IncompleteEventException("the record is not JSON of the type " + what);
        }
        if (!isWhole(event)) {
            throw new IncompleteEventException(
                    "the record is an incomplete " + what + ": its id, its run or its key is missing");
        }
        return event;
    }

    /**
     * Returns the event if it also has a part that its processing requires.
     *
     * @param part returns the required part of the event, or null if it is missing
     * @param name the name of the part, for the message
     */
    static <E extends Event> E whole(E event, String what, String name, Function<E, ?> part) {
        if (part.apply(whole(event, what)) == null) {
            throw new IncompleteEventException("the record is an incomplete " + what + ": its " + name + " is missing");
        }
        return event;
    }

    private static boolean isWhole(Event event) {
        try {
            return event.id() != null && event.runId() != null && event.key() != null;
        } catch (NullPointerException e) {
            // The id or key is computed from parts that are missing.
            return false;
        }
    }
}
