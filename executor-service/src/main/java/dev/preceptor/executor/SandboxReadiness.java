package dev.preceptor.executor;

import dev.preceptor.executor.sandbox.Sandbox;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the sandbox has passed its self-test; without a sandbox the service does not start. */
@Readiness
public class SandboxReadiness implements HealthCheck {

    private final Sandbox sandbox;

    SandboxReadiness(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("sandbox")
                .up()
                .withData("isolation", sandbox.isolation().word())
                .withData("python", sandbox.pythonVersion())
                .withData("workers", sandbox.workers())
                .build();
    }
}
