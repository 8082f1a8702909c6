package dev.preceptor.trainer;

import dev.preceptor.stage.health.Progress;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Live while the job in progress completes steps, however long the job takes. */
@Liveness
@ApplicationScoped
public class TrainerLiveness implements HealthCheck {

    private final Progress progress;

    TrainerLiveness(Trainer trainer) {
        this.progress = trainer.progress();
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("training").status(!progress.hangs()).build();
    }
}
