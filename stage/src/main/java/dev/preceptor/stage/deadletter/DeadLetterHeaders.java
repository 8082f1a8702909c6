package dev.preceptor.stage.deadletter;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The headers of a dead letter: those that SmallRye writes, and further ones of ours. */
public final class DeadLetterHeaders {

    /** Begins the name of each header that says what happened to the record. */
    public static final String PREFIX = "dead-letter-";

    public static final String REASON = PREFIX + "reason";
    /** The service that wrote the dead letter. */
    public static final String SERVICE = PREFIX + "service";
    /** With {@link #PARTITION} and {@link #OFFSET} the place that the record came from. */
    public static final String TOPIC = PREFIX + "topic";

    public static final String PARTITION = PREFIX + "partition";
    public static final String OFFSET = PREFIX + "offset";
    /** Present if the run is to be held, and the work to be assigned again when it is resumed: see {@link HoldsRun}. */
    public static final String HOLDS_RUN = PREFIX + "holds-run";
    /** In a record that was sent again: the address of the dead letter. */
    public static final String REPLAYED_FROM = PREFIX + "replayed-from";
    /** Begins the name of each header that SmallRye adds to a record that it could not deserialise. */
    public static final String UNREADABLE_PREFIX = "deserialization-failure-";
    /** The bytes of a value that SmallRye could not deserialise; the dead letter's own value is the text {@code null} then. */
    public static final String UNREADABLE_VALUE = UNREADABLE_PREFIX + "value-data";

    /** In characters: the headers must not make the dead letter too large. */
    private static final int LONGEST_REASON = 2_000;

    private DeadLetterHeaders() {}

    /**
     * Headers with reason and service.
     *
     * @param service that writes the dead letter
     */
    public static Headers of(String reason, String service) {
        Headers headers = new RecordHeaders();
        add(headers, REASON, cut(reason));
        add(headers, SERVICE, service);
        return headers;
    }

    /** The first line of the reason. */
    public static String reason(Headers headers) {
        return value(headers, REASON).lines().findFirst().orElse("no reason was given");
    }

    /** The service that wrote the dead letter; empty if the header is missing. */
    public static String service(Headers headers) {
        return value(headers, SERVICE);
    }

    /** Whether the run is to be held, and the work to be assigned again when it is resumed. */
    public static boolean holdsRun(Headers headers) {
        return headers.lastHeader(HOLDS_RUN) != null;
    }

    public static void add(Headers headers, String key, String value) {
        headers.add(key, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String cut(String reason) {
        String text = String.valueOf(reason);
        return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + " ...";
    }

    private static String value(Headers headers, String key) {
        Header header = headers.lastHeader(key);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
