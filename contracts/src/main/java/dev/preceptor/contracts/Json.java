package dev.preceptor.contracts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.ArrayList;
import java.util.List;

/**
 * The JSON format of events and files. Readers ignore unknown fields, and read an unknown enum value as the enum's
 * default if it has one. Times are ISO-8601.
 */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private Json() {}

    /** Serialises each object to one line of JSON, the format of data sets. */
    public static List<String> lines(List<?> things) {
        List<String> lines = new ArrayList<>(things.size());
        for (Object thing : things) {
            try {
                lines.add(MAPPER.writeValueAsString(thing));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("cannot be written as JSON: " + e.getOriginalMessage(), e);
            }
        }
        return lines;
    }

    /** Serialises an object as UTF-8. */
    public static byte[] bytes(Object thing) {
        try {
            return MAPPER.writeValueAsBytes(thing);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Returns the mapper for all files and custom Kafka serdes; safe for use by many threads. */
    public static JsonMapper mapper() {
        return MAPPER;
    }
}
