package dev.preceptor.stage.deadletter.queue;

import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.stage.deadletter.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends dead letters to the topics that they came from, each once. One transaction writes the records and the offsets that say
 * which were sent. Of two replays at the same time the later one fences the earlier.
 */
final class Replay {

    private static final String TRANSACTIONAL_ID = "preceptor-dlq-replay";

    private final Map<String, Object> client;
    private final TopicNames names;
    private final DeadLetterQueue queue;

    Replay(Map<String, Object> client, TopicNames names, DeadLetterQueue queue) {
        this.client = client;
        this.names = names;
        this.queue = queue;
    }

    /**
     * Returns those that were sent; the others had been sent before.
     *
     * @throws ReplayException if nothing was sent
     */
    List<DeadLetter> send(List<DeadLetter> letters) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.remove("default.api.timeout.ms");
        settings.putIfAbsent("max.request.size", RecordLimit.DEFAULT_BYTES);
        settings.put("transactional.id", names.group(TRANSACTIONAL_ID));
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            // From here on no other replay can commit: read the offsets now, not before.
            Map<TopicPartition, ReplayedOffsets> replayed = new HashMap<>(queue.replayedOffsets(letters));
            List<DeadLetter> fresh = new ArrayList<>();
            for (DeadLetter letter : letters) {
                TopicPartition partition = letter.address().topicPartition();
                ReplayedOffsets before = replayed.get(partition);
                if (!before.contains(letter.address().offset())) {
                    fresh.add(letter);
                    replayed.put(partition, before.with(letter.address().offset()));
                }
            }
            send(producer, fresh, replayed, queue.replayGroup());
            return fresh;
        } catch (ProducerFencedException e) {
            throw new ReplayException("another replay began meanwhile; nothing was sent by this one", e);
        } catch (KafkaException e) {
            throw new ReplayException("nothing was sent: " + e.getMessage(), e);
        }
    }

    private static void send(
            KafkaProducer<String, byte[]> producer,
            List<DeadLetter> letters,
            Map<TopicPartition, ReplayedOffsets> replayed,
            String group) {
        if (letters.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        replayed.forEach((partition, which) -> {
            if (!which.fits()) {
                throw new ReplayException("too many single letters of " + partition.topic()
                        + " were sent again to remember more: replay the rest with --topic");
            }
            offsets.put(partition, which.committed());
        });
        producer.beginTransaction();
        letters.forEach(letter -> producer.send(record(letter)));
        producer.sendOffsetsToTransaction(offsets, new ConsumerGroupMetadata(group));
        producer.commitTransaction();
    }

    private static ProducerRecord<String, byte[]> record(DeadLetter letter) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(letter.origin(), letter.key(), letter.value());
        letter.headers().forEach((name, value) -> {
            if (!name.startsWith(DeadLetterHeaders.PREFIX) && !name.startsWith(DeadLetterHeaders.UNREADABLE_PREFIX)) {
                record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
            }
        });
        record.headers()
                .add(
                        DeadLetterHeaders.REPLAYED_FROM,
                        letter.address().toString().getBytes(StandardCharsets.UTF_8));
        return record;
    }
}
