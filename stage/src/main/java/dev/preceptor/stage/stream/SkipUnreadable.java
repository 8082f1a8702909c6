package dev.preceptor.stage.stream;

import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.Topic;
import dev.preceptor.stage.deadletter.DeadLetterHeaders;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jboss.logging.Logger;

/**
 * Skips a record that cannot be read, so that it does not stop the rest: it is logged and becomes a dead letter of its topic, whose
 * key tells what a run has lost. Records of Kafka Streams' internal topics have no dead letters.
 */
public final class SkipUnreadable implements DeserializationExceptionHandler {

    private static final String MOST_BYTES = StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
    /** Bytes for key and headers. The letter of a record that leaves less room has no value. */
    private static final int ROOM = 64 * 1024;

    private static final Logger LOG = Logger.getLogger(SkipUnreadable.class);

    private String application = "";
    private String service = "";
    private int mostBytes = RecordLimit.DEFAULT_BYTES;

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> unreadable, Exception cause) {
        boolean internal = !application.isEmpty() && unreadable.topic().startsWith(application + "-");
        LOG.warnf(
                "%s the record at offset %d of %s-%d: %s",
                internal ? "passed over" : "put aside",
                unreadable.offset(),
                unreadable.topic(),
                unreadable.partition(),
                cause.getMessage());
        return internal ? Response.resume() : Response.resume(List.of(letter(unreadable, cause)));
    }

    private ProducerRecord<byte[], byte[]> letter(ConsumerRecord<byte[], byte[]> unreadable, Exception cause) {
        Headers headers = DeadLetterHeaders.of(cause.getMessage(), service);
        DeadLetterHeaders.add(headers, DeadLetterHeaders.TOPIC, unreadable.topic());
        DeadLetterHeaders.add(headers, DeadLetterHeaders.PARTITION, String.valueOf(unreadable.partition()));
        DeadLetterHeaders.add(headers, DeadLetterHeaders.OFFSET, String.valueOf(unreadable.offset()));
        unreadable.headers().forEach(headers::add);
        byte[] value = unreadable.value();
        boolean tooLarge = value != null && value.length > mostBytes - ROOM;
        return new ProducerRecord<>(
                Topic.deadLettersOf(unreadable.topic()),
                null,
                unreadable.timestamp(),
                unreadable.key(),
                tooLarge ? null : value,
                headers);
    }

    /** The service is the last part of the application's name: {@code run} of {@code preceptor-run}. */
    @Override
    public void configure(Map<String, ?> settings) {
        application = String.valueOf(settings.get(StreamsConfig.APPLICATION_ID_CONFIG));
        service = application.substring(application.lastIndexOf('-') + 1);
        if (settings.get(MOST_BYTES) != null) {
            mostBytes = Integer.parseInt(settings.get(MOST_BYTES).toString());
        }
    }
}
