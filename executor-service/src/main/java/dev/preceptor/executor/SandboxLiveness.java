package dev.preceptor.executor;

import dev.preceptor.stage.health.Progress;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive as long as programs are judged: each has limits of its time, and so has their judgement. */
@Liveness
@ApplicationScoped
public class SandboxLiveness implements HealthCheck {

    private final Progress progress;

    SandboxLiveness(ExecutorStage stage) {
        this.progress = stage.progress();
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("sandbox").status(!progress.hangs()).build();
    }
}
