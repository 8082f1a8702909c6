package dev.preceptor.student;

import dev.preceptor.stage.health.Progress;
import dev.preceptor.student.djl.DjlStudent;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive as long as tokens come, however long the answers are. Requests to a server have limits of their time. */
@Liveness
@ApplicationScoped
public class StudentLiveness implements HealthCheck {

    private final Progress progress;

    StudentLiveness(DjlStudent student) {
        this.progress = student.progress();
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("generation").status(!progress.hangs()).build();
    }
}
