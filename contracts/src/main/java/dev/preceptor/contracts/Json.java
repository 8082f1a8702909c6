package dev.preceptor.contracts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.ArrayList;
import java.util.List;

/**
 * The JSON of events and files: unknown fields are ignored on reading, unknown values of an enum read as its default where it has
 * one, times are ISO-8601.
 */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private Json() {}

    /** Things as lines of JSON, as a data set holds them. */
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

    /** The mapper that every file and every hand-made Kafka serde uses; safe for use by many threads. */
    public static JsonMapper mapper() {
        return MAPPER;
    }
}
