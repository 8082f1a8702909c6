package dev.preceptor.stage.deadletter.queue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.stage.deadletter.DeadLetterHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record that a service could not process.
 *
 * @param time when it was written
 * @param key of the event: run, or run/task
 * @param value of the event, also if the service could not deserialise it; null if the dead letter has only the key
 * @param cause the first line of the reason
 * @param headers those of the event and those of {@link DeadLetterHeaders}
 */
public record DeadLetter(
        DeadLetterAddress address, Instant time, String key, byte[] value, String cause, Map<String, String> headers) {

    /** SmallRye's value of a record that it could not deserialise. */
    private static final byte[] JSON_NULL = "null".getBytes(StandardCharsets.UTF_8);

    /** The dead letter in a record of a topic of dead letters. */
    public static DeadLetter of(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new TreeMap<>();
        for (Header header : record.headers()) {
            if (header.key().startsWith(DeadLetterHeaders.UNREADABLE_PREFIX)
                    && header.key().endsWith("-data")) {
                continue;
            }
            headers.put(header.key(), header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8));
        }
        return new DeadLetter(
                new DeadLetterAddress(record.topic(), record.partition(), record.offset()),
                Instant.ofEpochMilli(record.timestamp()),
                record.key(),
                value(record),
                DeadLetterHeaders.reason(record.headers()),
                headers);
    }

    private static byte[] value(ConsumerRecord<String, byte[]> record) {
        Header unread = record.headers().lastHeader(DeadLetterHeaders.UNREADABLE_VALUE);
        if (unread != null) {
            return unread.value();
        }
        return Arrays.equals(record.value(), JSON_NULL) ? null : record.value();
    }

    /** Whether it has its event: one that was too large has only its key. */
    public boolean hasEvent() {
        return value != null;
    }

    /** The topic that it came from. */
    public String origin() {
        return headers.getOrDefault(DeadLetterHeaders.TOPIC, Topic.originOf(address.topic()));
    }

    /** The run; empty if the event has no key. */
    public String run() {
        return key == null ? "" : key.split("/", 2)[0];
    }

    /** The task; empty for an event of a whole run. */
    public String task() {
        return key != null && key.contains("/") ? key.split("/", 2)[1] : "";
    }

    /** The service that could not process it: the one of the header, else the one that reads the origin. */
    public String service(TopicNames names) {
        String service = headers.get(DeadLetterHeaders.SERVICE);
        return service == null ? names.topic(origin()).map(this::readerOf).orElse("unknown") : service;
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

    /** The event; a missing node if it is no JSON. */
    private JsonNode json() {
        try {
            return value == null ? Json.mapper().missingNode() : Json.mapper().readTree(value);
        } catch (IOException e) {
            return Json.mapper().missingNode();
        }
    }

    /** The event as text: indented JSON if it is JSON. */
    public String text() {
        JsonNode json = json();
        if (!json.isMissingNode()) {
            return json.toPrettyString();
        }
        return value == null ? "(nothing)" : new String(value, StandardCharsets.UTF_8);
    }
}
