package dev.preceptor.stage.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.stage.shutdown.ApplicationShutdown;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.kafka.fault.KafkaFailureHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.Test;

class DeadLettersWhileServingTest {

    private static final IncomingKafkaRecord<String, String> RECORD = new IncomingKafkaRecord<>(
            new ConsumerRecord<>("attempts", 0, 7, "key", "value"),
            "executor-submissions",
            0,
            null,
            null,
            false,
            false);

    private final List<Throwable> putAside = new ArrayList<>();
    private final List<Object> payloads = new ArrayList<>();
    private final List<Boolean> marked = new ArrayList<>();
    private final List<String> topics = new ArrayList<>();
    private boolean tooLarge;
    private final ApplicationShutdown shutdown = new ApplicationShutdown();
    private final DeadLettersWhileServing factory = new DeadLettersWhileServing(
            (configuration, vertx, consumer, report) -> new KafkaFailureHandler() {
                @Override
                public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> record, Throwable reason, Metadata metadata) {
                    if (tooLarge && record.getPayload() != null) {
                        return Uni.createFrom().failure(new RecordTooLargeException("9000000 bytes"));
                    }
                    putAside.add(reason);
                    payloads.add(record.getPayload());
                    metadata.get(OutgoingKafkaRecordMetadata.class).ifPresent(ofLetter -> {
                        topics.add(ofLetter.getTopic());
                        if (ofLetter.getHeaders() != null) {
                            marked.add(DeadLetterHeaders.holdsRun(ofLetter.getHeaders()));
                        }
                    });
                    return Uni.createFrom().voidItem();
                }
            },
            shutdown);
    private final KafkaFailureHandler handler = handler(Map.of("topic", "attempts"));

    @Test
    void whatFailsIsPutAside() {
        Throwable reason = new IllegalStateException("broken");

        assertThat(isAcknowledged(reason)).isTrue();
        assertThat(putAside).containsExactly(reason);
    }

    @Test
    void theLetterOfWhatHoldsTheRunSaysSo() {
        assertThat(isAcknowledged(new IllegalStateException("broken"))).isTrue();
        assertThat(marked).isEmpty();

        assertThat(isAcknowledged(new Refused("rank too large"))).isTrue();
        assertThat(marked).containsExactly(true);
    }

    @Test
    void aLongReasonHoldsTheRunToo() {
        assertThat(isAcknowledged(new Refused("x".repeat(100_000)))).isTrue();
        assertThat(marked).containsExactly(true);
    }

    @Test
    void aChannelOfSeveralTopicsPutsARecordAsideByItsTopic() {
        KafkaFailureHandler ofSeveral = handler(Map.of("topics", "attempts,refinements"));

        assertThat(isAcknowledged(ofSeveral, new IllegalStateException("broken")))
                .isTrue();
        assertThat(topics).containsExactly("attempts-dlq");
        assertThat(marked).isEmpty();

        assertThat(isAcknowledged(ofSeveral, new Refused("rank too large"))).isTrue();
        assertThat(topics).containsExactly("attempts-dlq", "attempts-dlq");
        assertThat(marked).containsExactly(true);
    }

    @Test
    void whatIsTooLargeForALetterLeavesItsKeyAndTheReason() {
        tooLarge = true;
        Throwable reason = new IllegalStateException("broken");

        assertThat(isAcknowledged(reason)).isTrue();
        assertThat(putAside).containsExactly(reason);
        assertThat(payloads).containsOnlyNulls();
    }

    @Test
    void aLongReasonIsShortened() {
        assertThat(isAcknowledged(new IllegalStateException("x".repeat(100_000))))
                .isTrue();
        assertThat(putAside.get(0).getMessage()).startsWith("xxx").hasSizeLessThan(3_000);
    }

    @Test
    void whatAPoolThatStopsRefusesIsLeftToBeDeliveredAgain() {
        assertThat(isAcknowledged(new RejectedExecutionException("is being shut down")))
                .isFalse();
        assertThat(putAside).isEmpty();
    }

    @Test
    void whatFailsWhileTheApplicationStopsIsLeftToBeDeliveredAgain() {
        shutdown.begin(new ShutdownEvent());

        assertThat(isAcknowledged(new IllegalStateException("the generator is closed")))
                .isFalse();
        assertThat(putAside).isEmpty();
    }

    private static final class Refused extends RuntimeException implements HoldsRun {

        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    private KafkaFailureHandler handler(Map<String, String> channel) {
        Map<String, String> settings = new HashMap<>(channel);
        settings.put("channel-name", "executor-submissions");
        settings.put("value.deserializer", StringDeserializer.class.getName());
        Config config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(settings, "channel", 100))
                .build();
        return factory.create(new KafkaConnectorIncomingConfiguration(config), null, null, null);
    }

    private boolean isAcknowledged(Throwable reason) {
        return isAcknowledged(handler, reason);
    }

    private static boolean isAcknowledged(KafkaFailureHandler handler, Throwable reason) {
        List<Boolean> done = new ArrayList<>();
        handler.handle(RECORD, reason, Metadata.empty()).subscribe().with(nothing -> done.add(true));
        return !done.isEmpty();
    }
}
