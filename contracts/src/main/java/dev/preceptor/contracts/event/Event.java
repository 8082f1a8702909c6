package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/** What every event has: an id that is the same however often the event is made, and the key that it travels under. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public interface Event {

    /** Deterministic: equal for equal causes. */
    String id();

    String runId();

    /** The Kafka key: events of equal key stay in order. */
    String key();
}
