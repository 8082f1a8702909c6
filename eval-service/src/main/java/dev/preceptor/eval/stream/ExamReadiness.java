package dev.preceptor.eval.stream;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while Kafka Streams is running or rebalancing. */
@Readiness
@ApplicationScoped
public class ExamReadiness implements HealthCheck {

    private final ExamStreams streams;

    ExamReadiness(ExamStreams streams) {
        this.streams = streams;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("exams")
                .status(streams.state().isRunningOrRebalancing())
                .withData("state", streams.state().name())
                .build();
    }
}
