package dev.preceptor.eval.stream;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive unless the threads of Kafka Streams hang or have given up. */
@Liveness
@ApplicationScoped
public class ExamLiveness implements HealthCheck {

    private final ExamStreams streams;

    ExamLiveness(ExamStreams streams) {
        this.streams = streams;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("exams")
                .status(streams.isAlive())
                .withData("state", streams.state().name())
                .build();
    }
}
