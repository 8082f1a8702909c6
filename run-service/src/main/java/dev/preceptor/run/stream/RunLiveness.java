package dev.preceptor.run.stream;

import dev.preceptor.stage.stream.StreamsProgress;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.apache.kafka.streams.KafkaStreams;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive unless the threads of Kafka Streams hang or have given up. */
@Liveness
@ApplicationScoped
public class RunLiveness implements HealthCheck {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final KafkaStreams streams;

    RunLiveness(KafkaStreams streams) {
        this.streams = streams;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("runs")
                .status(StreamsProgress.isAlive(
                        streams.state(), streams.metrics().values(), LONGEST))
                .withData("state", streams.state().name())
                .build();
    }
}
