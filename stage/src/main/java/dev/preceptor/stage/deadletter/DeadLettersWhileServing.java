package dev.preceptor.stage.deadletter;

import dev.preceptor.contracts.Topic;
import dev.preceptor.stage.shutdown.ApplicationShutdown;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.kafka.commit.KafkaCommitHandler;
import io.smallrye.reactive.messaging.kafka.fault.KafkaDeadLetterQueue;
import io.smallrye.reactive.messaging.kafka.fault.KafkaFailureHandler;
import io.vertx.mutiny.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;

/**
 * Replaces SmallRye's failure strategy {@code dead-letter-queue}. It does the same, except while the application stops: records
 * that fail then were not processed or were interrupted, so they are neither written as dead letters nor acknowledged, and are
 * delivered again to the next consumer.
 *
 * <p>The dead letter of a record that failed for a reason that {@link HoldsRun holds the run} says so in a header.
 *
 * <p>The dead letter of a record that is too large for the topic has only its key and the reason. The key says which part of a run
 * is lost, so that the rest of the run continues.
 *
 * <p>The dead letters of a channel that reads several topics go to the dead letters of the topic of each record.
 */
@Alternative
@Priority(1)
@ApplicationScoped
@Identifier(KafkaFailureHandler.Strategy.DEAD_LETTER_QUEUE)
public class DeadLettersWhileServing implements KafkaFailureHandler.Factory {

    private static final Logger LOG = Logger.getLogger(DeadLettersWhileServing.class);

    private final KafkaFailureHandler.Factory queue;
    private final ApplicationShutdown shutdown;

    @Inject
    DeadLettersWhileServing(
            @Identifier(KafkaFailureHandler.Strategy.DEAD_LETTER_QUEUE) KafkaDeadLetterQueue.Factory queue,
            ApplicationShutdown shutdown) {
        this((KafkaFailureHandler.Factory) queue, shutdown);
    }

    DeadLettersWhileServing(KafkaFailureHandler.Factory queue, ApplicationShutdown shutdown) {
        this.queue = queue;
        this.shutdown = shutdown;
    }

    @Override
    public KafkaFailureHandler create(
            KafkaConnectorIncomingConfiguration configuration,
            Vertx vertx,
            KafkaConsumer<?, ?> consumer,
            BiConsumer<Throwable, Boolean> reportFailure) {
        KafkaFailureHandler letters = queue.create(configuration, vertx, consumer, reportFailure);
        boolean ofSeveralTopics = configuration.getTopics().isPresent();
        return new KafkaFailureHandler() {
            @Override
            public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> record, Throwable reason, Metadata metadata) {
                if (shutdown.isInProgress() || isRefused(reason)) {
                    return Uni.createFrom().nothing();
                }
                Throwable told = ShortenedReason.of(reason);
                LOG.warnf(
                        "%s, partition %d, offset %d: put aside as a dead letter: %s",
                        record.getTopic(), record.getPartition(), record.getOffset(), told.getMessage());
                Metadata marked = reason instanceof HoldsRun ? holdingRun(metadata) : metadata;
                Metadata addressed =
                        ofSeveralTopics ? addressed(Topic.deadLettersOf(record.getTopic()), marked) : marked;
                return letters.handle(record, told, addressed)
                        .onFailure(DeadLettersWhileServing::isTooLarge)
                        .recoverWithUni(() -> {
                            LOG.warnf(
                                    "%s, partition %d, offset %d: too large for a dead letter, which has its key alone",
                                    record.getTopic(), record.getPartition(), record.getOffset());
                            return letters.handle(keyAlone(record), told, addressed);
                        });
            }

            @Override
            public void terminate() {
                letters.terminate();
            }
        };
    }

    private static Metadata holdingRun(Metadata metadata) {
        Headers headers = new RecordHeaders();
        DeadLetterHeaders.add(headers, DeadLetterHeaders.HOLDS_RUN, "true");
        OutgoingKafkaRecordMetadata<?> ofLetter =
                OutgoingKafkaRecordMetadata.builder().withHeaders(headers).build();
        return metadata == null ? Metadata.of(ofLetter) : metadata.with(ofLetter);
    }

    private static Metadata addressed(String topic, Metadata metadata) {
        Metadata given = metadata == null ? Metadata.empty() : metadata;
        OutgoingKafkaRecordMetadata<?> ofLetter = given.get(OutgoingKafkaRecordMetadata.class)
                .map(OutgoingKafkaRecordMetadata::from)
                .orElseGet(OutgoingKafkaRecordMetadata::builder)
                .withTopic(topic)
                .build();
        return given.with(ofLetter);
    }

    /** A record without its value, which counts as done when the other does. */
    private static <K, V> IncomingKafkaRecord<K, V> keyAlone(IncomingKafkaRecord<K, V> whole) {
        Headers headers = new RecordHeaders();
        whole.getHeaders().forEach(header -> {
            // One of these headers has the value of a record that could not be deserialised.
            if (!header.key().startsWith(DeadLetterHeaders.UNREADABLE_PREFIX)) {
                headers.add(header);
            }
        });
        ConsumerRecord<K, V> record = new ConsumerRecord<>(
                whole.getTopic(),
                whole.getPartition(),
                whole.getOffset(),
                whole.getTimestamp().toEpochMilli(),
                TimestampType.CREATE_TIME,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                whole.getKey(),
                null,
                headers,
                Optional.empty());
        KafkaCommitHandler whenDone = new KafkaCommitHandler() {
            @Override
            public <A, B> Uni<Void> handle(IncomingKafkaRecord<A, B> done) {
                return Uni.createFrom().completionStage(whole::ack);
            }
        };
        return new IncomingKafkaRecord<>(record, "", 0, whenDone, null, false, false);
    }

    private static boolean isTooLarge(Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordTooLargeException) {
                return true;
            }
        }
        return false;
    }

    /** Whether the worker pool took nothing more, which it does as soon as it stops. */
    private static boolean isRefused(Throwable reason) {
        return reason instanceof RejectedExecutionException;
    }
}
