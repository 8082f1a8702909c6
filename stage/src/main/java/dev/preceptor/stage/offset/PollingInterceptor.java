package dev.preceptor.stage.offset;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Shows each poll of a consumer to the {@link PolledOffsets} in its settings. Kafka creates it by name. */
public final class PollingInterceptor implements ConsumerInterceptor<Object, Object> {

    static final String POLLED_OFFSETS = "preceptor.polled-offsets";

    private PolledOffsets offsets;

    @Override
    public void configure(Map<String, ?> settings) {
        offsets = (PolledOffsets) settings.get(POLLED_OFFSETS);
    }

    @Override
    public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> records) {
        offsets.polled(records);
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> committed) {
        // What the group has committed is read from the broker.
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
