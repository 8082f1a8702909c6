package dev.preceptor.stage.stream;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Event;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Values as JSON. An incomplete value is an error, so that no processor gets a part of one. */
public final class JsonSerde<T> implements Serde<T> {

    /**
     * State may have been written by a newer version: a value of an enum that this one does not know, and for which it has no
     * default, reads as null. A run with an unknown part is better than a thread that cannot read the run.
     */
    private static final ObjectReader LENIENT =
            Json.mapper().reader().with(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL);

    private static final ObjectReader STRICT = Json.mapper().reader();

    private final ObjectReader reader;
    private final Class<T> type;
    private final boolean mayLackValue;
    private final Consumer<T> check;
    private final Predicate<byte[]> passedOver;

    private JsonSerde(
            ObjectReader reader, Class<T> type, boolean mayLackValue, Consumer<T> check, Predicate<byte[]> passedOver) {
        this.reader = reader.forType(type);
        this.type = type;
        this.mayLackValue = mayLackValue;
        this.check = check;
        this.passedOver = passedOver;
    }

    private JsonSerde(ObjectReader reader, Class<T> type, boolean mayLackValue, Consumer<T> check) {
        this(reader, type, mayLackValue, check, json -> false);
    }

    public static <T> JsonSerde<T> of(Class<T> type) {
        return new JsonSerde<>(STRICT, type, true, value -> {});
    }

    /** For the values of a state store. */
    public static <T> JsonSerde<T> ofState(Class<T> type) {
        return new JsonSerde<>(LENIENT, type, true, value -> {});
    }

    /** @param parts checks the parts that the event must have in addition to its identity: it throws where one is missing */
    public static <T extends Event> JsonSerde<T> ofEvent(Class<T> type, Consumer<T> parts) {
        return new JsonSerde<>(STRICT, type, false, whole(type, parts));
    }

    /** As {@link #ofEvent}, for a compacted topic, where a record without a value is a deletion and reads as null. */
    public static <T extends Event> JsonSerde<T> ofCompacted(Class<T> type, Consumer<T> parts) {
        return new JsonSerde<>(STRICT, type, true, whole(type, parts));
    }

    /** The same serde, except that records of which this holds read as null. They are not parsed. */
    public JsonSerde<T> passingOver(Predicate<byte[]> others) {
        return new JsonSerde<>(reader, type, mayLackValue, check, others);
    }

    private static <T extends Event> Consumer<T> whole(Class<T> type, Consumer<T> parts) {
        return event -> {
            Event.whole(event, type.getSimpleName());
            parts.accept(event);
        };
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
            if (bytes == null && mayLackValue || passedOver.test(bytes)) {
                return null;
            }
            try {
                if (bytes == null) {
                    throw new IllegalArgumentException("the record has no value");
                }
                T value = reader.readValue(bytes);
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
