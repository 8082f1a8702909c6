package dev.preceptor.teacher.batch;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.BatchedRequest;
import dev.preceptor.stage.kafka.WholeTopicConsumer;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.teaching.RefinementRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** Reads waiting requests with their texts from the topic, in the order of their offsets. Safe for use by many threads. */
final class RequestReader implements RequestTexts {

    private static final Logger LOG = Logger.getLogger(RequestReader.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Map<String, Object> broker;
    private final ShutdownSignal shutdown;

    RequestReader(Map<String, Object> broker, ShutdownSignal shutdown) {
        this.broker = broker;
        this.shutdown = shutdown;
    }

    @Override
    public void read(
            TopicPartition partition,
            NavigableMap<Long, WaitingRequest> wanted,
            BiPredicate<WaitingRequest, RefinementRequest> reader) {
        try (KafkaConsumer<String, byte[]> consumer = WholeTopicConsumer.create(broker, "preceptor-teacher-batch")) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, wanted.firstKey());
            Map<Long, WaitingRequest> missing = new TreeMap<>(wanted);
            while (consumer.position(partition) <= wanted.lastKey()) {
                shutdown.check();
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    WaitingRequest request = missing.remove(record.offset());
                    if (request != null && !reader.test(request, parse(record.value()))) {
                        return;
                    }
                }
            }
            missing.values().forEach(request -> reader.test(request, null));
        }
    }

    /** The request in a record; null where the record holds none. */
    static RefinementRequest parse(byte[] value) {
        if (value == null) {
            return null;
        }
        try {
            return RefinementRequest.of(Json.mapper().readValue(value, BatchedRequest.class));
        } catch (IOException | RuntimeException e) {
            LOG.debug("not a request", e);
            return null;
        }
    }
}
