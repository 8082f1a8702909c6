package dev.preceptor.run.stream;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.streams.KafkaStreams;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while Kafka Streams is running or rebalancing. */
@Readiness
@ApplicationScoped
public class RunReadiness implements HealthCheck {

    private final KafkaStreams streams;

    RunReadiness(KafkaStreams streams) {
        this.streams = streams;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("runs")
                .status(streams.state().isRunningOrRebalancing())
                .withData("state", streams.state().name())
                .build();
    }
}
