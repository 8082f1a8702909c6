package dev.preceptor.student;

import dev.preceptor.stage.health.Progress;
import dev.preceptor.student.djl.DjlStudent;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Live while tokens are generated, however long the answers are. Requests to a server have timeouts of their own. */
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
