package dev.preceptor.executor;

import dev.preceptor.contracts.event.ServiceStatus;
import dev.preceptor.executor.sandbox.Sandbox;
import dev.preceptor.stage.status.StatusSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** How programs are kept apart, and what became of them. */
@ApplicationScoped
public class ExecutorStatus implements StatusSource {

    private final Sandbox sandbox;
    private final ExecutorMetrics metrics;

    ExecutorStatus(Sandbox sandbox, ExecutorMetrics metrics) {
        this.sandbox = sandbox;
        this.metrics = metrics;
    }

    @Override
    public ServiceStatus status() {
        Map<String, String> facts = Map.of(
                "isolation", sandbox.isolation().word(),
                "isolated by", sandbox.isolation().description(),
                "Python", sandbox.pythonVersion(),
                "workers", Integer.toString(sandbox.workers()),
                "programs in flight", Integer.toString(metrics.inFlight()));
        return new ServiceStatus("executor", facts, null, metrics.judged());
    }
}
