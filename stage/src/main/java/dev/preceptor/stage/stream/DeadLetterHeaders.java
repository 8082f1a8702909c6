package dev.preceptor.stage.stream;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The headers of a dead letter: the reason, under the name that SmallRye uses, and the service that wrote it. */
public final class DeadLetterHeaders {

    public static final String REASON = "dead-letter-reason";
    public static final String SERVICE = "dead-letter-service";

    /** In characters, so that the reason does not make the letter too large. */
    private static final int LONGEST_REASON = 2_000;

    private DeadLetterHeaders() {}

    /**
     * Headers with a reason.
     *
     * @param service that writes the letter
     */
    public static Headers of(String reason, String service) {
        Headers headers = new RecordHeaders();
        add(headers, REASON, cut(reason));
        add(headers, SERVICE, service);
        return headers;
    }

    /** The reason, in one line. */
    public static String reason(Headers headers) {
        return value(headers, REASON).lines().findFirst().orElse("no reason was given");
    }

    /** The service that wrote it; empty where the letter does not say. */
    public static String service(Headers headers) {
        return value(headers, SERVICE);
    }

    static void add(Headers headers, String key, String value) {
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
