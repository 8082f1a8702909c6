package dev.preceptor.teacher.budget;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.event.TeacherCall;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Appends to the topic {@code teacher-calls}. An entry counts as written once all in-sync replicas of the broker have it. */
public final class KafkaCallLog implements CallLog, AutoCloseable {

    private static final int REQUEST_MILLIS = 10_000;
    /** Entries written within so many milliseconds share one request, as in the channels; each call writes two entries. */
    private static final int LINGER_MILLIS = 25;

    private final Map<String, Object> broker;
    private final String topic;
    private final int timeoutMillis;
    private KafkaProducer<String, byte[]> producer;

    /**
     * @param broker the client's settings: bootstrap servers and security
     * @param timeout maximum time that an entry waits for an unreachable broker
     */
    public KafkaCallLog(Map<String, Object> broker, String topic, Duration timeout) {
        this.broker = broker;
        this.topic = topic;
        this.timeoutMillis = (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
    }

    @Override
    public CompletableFuture<Long> append(TeacherCall entry) {
        CompletableFuture<Long> offset = new CompletableFuture<>();
        try {
            byte[] value = Json.mapper().writeValueAsBytes(entry);
            producer().send(new ProducerRecord<>(topic, 0, entry.key(), value), (written, failure) -> {
                if (failure == null) {
                    offset.complete(written.offset());
                } else {
                    offset.completeExceptionally(unwritable(failure));
                }
            });
            return offset;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an entry can always be written as JSON", e);
        } catch (InterruptException e) {
            throw new LedgerUnavailableException("interrupted while writing to the topic " + topic, e);
        } catch (KafkaException e) {
            throw unwritable(e);
        }
    }

    private LedgerUnavailableException unwritable(Throwable cause) {
        return new LedgerUnavailableException(
                "the topic " + topic + " cannot be written: " + cause.getMessage(), cause);
    }

    /** Created on first use, as runs without a paid teacher need none. */
    private synchronized KafkaProducer<String, byte[]> producer() {
        if (producer == null) {
            Map<String, Object> settings = new HashMap<>(broker);
            settings.put(ProducerConfig.CLIENT_ID_CONFIG, "preceptor-teacher-calls");
            settings.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, RecordLimit.DEFAULT_BYTES);
            settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
            settings.put(ProducerConfig.ACKS_CONFIG, "all");
            settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
            settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeoutMillis);
            settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
            settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.max(timeoutMillis, REQUEST_MILLIS + 1_000));
            producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
        }
    }
}
