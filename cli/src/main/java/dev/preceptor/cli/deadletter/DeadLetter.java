package dev.preceptor.cli.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record that a service put aside, with the headers that say why.
 *
 * @param key of the event: run, or run/task
 * @param value of the event, also where the service could not read it; null where the letter has the key alone
 * @param headers those of the event, and those of {@link #PREFIX} that say what happened
 */
record DeadLetter(LetterAddress address, Instant time, String key, byte[] value, Map<String, String> headers) {

    /** Of the headers that SmallRye and our services add. */
    static final String PREFIX = "dead-letter-";

    /** Of the headers that SmallRye adds to what it could not read, the event's own bytes among them. */
    static final String UNREADABLE = "deserialization-failure-";

    private static final byte[] NOTHING = "null".getBytes(StandardCharsets.UTF_8);

    static DeadLetter of(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new TreeMap<>();
        for (Header header : record.headers()) {
            if (header.key().startsWith(UNREADABLE) && header.key().endsWith("-data")) {
                continue;
            }
            headers.put(header.key(), header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8));
        }
        return new DeadLetter(
                new LetterAddress(record.topic(), record.partition(), record.offset()),
                Instant.ofEpochMilli(record.timestamp()),
                record.key(),
                value(record),
                headers);
    }

    /** SmallRye writes a null in the place of what it could not read, whose bytes lie in a header. */
    private static byte[] value(ConsumerRecord<String, byte[]> record) {
        Header unread = record.headers().lastHeader(UNREADABLE + "value-data");
        if (unread != null) {
            return unread.value();
        }
        return Arrays.equals(record.value(), NOTHING) ? null : record.value();
    }

    /** The topic that it came from. */
    String origin() {
        String topic = address.topic();
        return headers.getOrDefault(PREFIX + "topic", topic.substring(0, topic.length() - "-dlq".length()));
    }

    /** In one line. */
    String cause() {
        return headers.getOrDefault(PREFIX + "reason", "unknown")
                .lines()
                .findFirst()
                .orElse("unknown");
    }

    String run() {
        return key == null ? "" : key.split("/", 2)[0];
    }

    /** Empty for an event of a whole run. */
    String task() {
        return key != null && key.contains("/") ? key.split("/", 2)[1] : "";
    }

    /** The service that put it aside: which it says, or which reads the origin. */
    String service(TopicNames names) {
        String said = headers.get(PREFIX + "service");
        return said == null ? names.topic(origin()).map(this::readerOf).orElse("unknown") : said;
    }

    private String readerOf(Topic origin) {
        return switch (origin) {
            case ASSIGNMENTS -> json().path("assignee").asText().equals("TEACHER") ? "teacher" : "student";
            case ATTEMPTS, REFINEMENTS, DRAFTS -> "executor";
            case TEST_RESULTS, DRAFT_REQUESTS -> "teacher";
            case TRAINING_JOBS, TRAINING_EXAMPLES -> "trainer";
            case CHECKPOINTS -> "eval";
            default -> "run";
        };
    }

    /** The event, a missing node where it is no JSON. */
    JsonNode json() {
        try {
            return value == null ? Json.mapper().missingNode() : Json.mapper().readTree(value);
        } catch (IOException e) {
            return Json.mapper().missingNode();
        }
    }

    /** The event as a person reads it. */
    String text() {
        JsonNode json = json();
        if (!json.isMissingNode()) {
            return json.toPrettyString();
        }
        return value == null ? "(nothing)" : new String(value, StandardCharsets.UTF_8);
    }
}
