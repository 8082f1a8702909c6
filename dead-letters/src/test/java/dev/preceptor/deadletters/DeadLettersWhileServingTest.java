package dev.preceptor.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.fault.KafkaFailureHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.Test;

class DeadLettersWhileServingTest {

    private static final IncomingKafkaRecord<String, String> RECORD = new IncomingKafkaRecord<>(
            new ConsumerRecord<>("attempts", 0, 7, "key", "value"), "executor-attempts", 0, null, null, false, false);

    private final List<Throwable> putAside = new ArrayList<>();
    private final DeadLettersWhileServing factory =
            new DeadLettersWhileServing((configuration, vertx, consumer, report) -> new KafkaFailureHandler() {
                @Override
                public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> record, Throwable reason, Metadata metadata) {
                    putAside.add(reason);
                    return Uni.createFrom().voidItem();
                }
            });
    private final KafkaFailureHandler handler = factory.create(null, null, null, null);

    @Test
    void whatFailsIsPutAside() {
        Throwable reason = new IllegalStateException("broken");

        assertThat(isAcknowledged(reason)).isTrue();
        assertThat(putAside).containsExactly(reason);
    }

    @Test
    void whatAPoolThatStopsRefusesIsLeftToBeDeliveredAgain() {
        assertThat(isAcknowledged(new RejectedExecutionException("is being shut down")))
                .isFalse();
        assertThat(putAside).isEmpty();
    }

    @Test
    void whatFailsWhileTheApplicationStopsIsLeftToBeDeliveredAgain() {
        factory.stop(new ShutdownEvent());

        assertThat(isAcknowledged(new IllegalStateException("the generator is closed")))
                .isFalse();
        assertThat(putAside).isEmpty();
    }

    private boolean isAcknowledged(Throwable reason) {
        List<Boolean> done = new ArrayList<>();
        handler.handle(RECORD, reason, Metadata.empty()).subscribe().with(nothing -> done.add(true));
        return !done.isEmpty();
    }
}
