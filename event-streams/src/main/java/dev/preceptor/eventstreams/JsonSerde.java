package dev.preceptor.eventstreams;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Event;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Values as JSON. What does not read as a whole value is an error here, so that no processor meets half of one. */
public final class JsonSerde<T> implements Serde<T> {

    private final Class<T> type;
    private final Consumer<T> check;

    private JsonSerde(Class<T> type, Consumer<T> check) {
        this.type = type;
        this.check = check;
    }

    public static <T> JsonSerde<T> of(Class<T> type) {
        return new JsonSerde<>(type, value -> {});
    }

    /** @param parts what of an event, beside its identity, must be there: it fails on what is not */
    public static <T extends Event> JsonSerde<T> ofEvent(Class<T> type, Consumer<T> parts) {
        return new JsonSerde<>(type, event -> {
            Event.whole(event, type.getSimpleName());
            parts.accept(event);
        });
    }

    @Override
    public Serializer<T> serializer() {
        return (topic, value) -> {
            try {
                return value == null ? null : Json.mapper().writeValueAsBytes(value);
            } catch (IOException e) {
                throw new SerializationException("cannot write a " + type.getSimpleName(), e);
            }
        };
    }

    @Override
    public Deserializer<T> deserializer() {
        return (topic, bytes) -> {
            if (bytes == null) {
                return null;
            }
            try {
                T value = Json.mapper().readValue(bytes, type);
                check.accept(value);
                return value;
            } catch (IOException | RuntimeException e) {
                throw new SerializationException("is no " + type.getSimpleName() + ": " + firstLine(e), e);
            }
        };
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
