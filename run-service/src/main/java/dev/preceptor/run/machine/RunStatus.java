package dev.preceptor.run.machine;

import dev.preceptor.contracts.event.ServiceStatus;
import dev.preceptor.stage.status.StatusSource;
import jakarta.enterprise.context.ApplicationScoped;

/** run-service says no more than that it is there. */
@ApplicationScoped
public class RunStatus implements StatusSource {

    @Override
    public ServiceStatus status() {
        return ServiceStatus.of("run");
    }
}
