package dev.preceptor.standalone.embedded;

import dev.preceptor.stage.shutdown.StopPriority;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.apache.kafka.streams.KafkaStreams;

/** Tells the Kafka Streams of run-service to stop, while the other services stop, too. Quarkus waits for its end. */
@ApplicationScoped
public class RunStreamsStop {

    private final KafkaStreams streams;

    RunStreamsStop(KafkaStreams streams) {
        this.streams = streams;
    }

    void tell(@Observes @Priority(StopPriority.TELL) ShutdownEvent event) {
        // One that has not started yet is left to Quarkus, which may be about to start it.
        if (streams.state().isRunningOrRebalancing()) {
            streams.close(Duration.ZERO);
        }
    }
}
