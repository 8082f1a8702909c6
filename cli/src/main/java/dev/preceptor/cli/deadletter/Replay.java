package dev.preceptor.cli.deadletter;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.kafka.KafkaOptions;
import dev.preceptor.contracts.RecordLimit;
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
 * Sends dead letters back to where they came from, each once: that it was sent is written in the same transaction, and of two
 * replays at a time the later one ends the earlier.
 */
final class Replay {

    private static final String REPLAYED_FROM = DeadLetter.PREFIX + "replayed-from";
    private static final String TRANSACTIONAL_ID = "preceptor-dlq-replay";

    private final KafkaOptions kafka;
    private final DeadLetterBox box;

    Replay(KafkaOptions kafka, DeadLetterBox box) {
        this.kafka = kafka;
        this.box = box;
    }

    /** Those that were sent; the others had been sent before. */
    List<DeadLetter> of(List<DeadLetter> letters) {
        Map<String, Object> settings = new HashMap<>(kafka.client());
        settings.remove("default.api.timeout.ms");
        settings.putIfAbsent("max.request.size", RecordLimit.DEFAULT_BYTES);
        settings.put("transactional.id", kafka.names().group(TRANSACTIONAL_ID));
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            // Only now is it certain that no other replay is half done.
            Map<TopicPartition, ReplayedOffsets> replayed = new HashMap<>(box.replayed(letters));
            List<DeadLetter> fresh = new ArrayList<>();
            for (DeadLetter letter : letters) {
                TopicPartition partition = letter.address().topicPartition();
                ReplayedOffsets before = replayed.get(partition);
                if (!before.contains(letter.address().offset())) {
                    fresh.add(letter);
                    replayed.put(partition, before.with(letter.address().offset()));
                }
            }
            send(producer, fresh, replayed, box.replayGroup());
            return fresh;
        } catch (ProducerFencedException e) {
            throw CommandException.failed("another replay began meanwhile; nothing was sent by this one", e);
        } catch (KafkaException e) {
            throw CommandException.failed("nothing was sent: " + e.getMessage(), e);
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
                throw CommandException.failed("too many single letters of " + partition.topic()
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
            if (!name.startsWith(DeadLetter.PREFIX) && !name.startsWith(DeadLetter.UNREADABLE)) {
                record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
            }
        });
        record.headers().add(REPLAYED_FROM, letter.address().toString().getBytes(StandardCharsets.UTF_8));
        return record;
    }
}
