package dev.preceptor.executor;

import dev.preceptor.stage.health.Progress;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Live while programs are judged; each one has a time limit, and so has its judgement. */
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
