package dev.preceptor.executor;

import dev.preceptor.executor.sandbox.Sandbox;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready as soon as the sandbox has proved itself; without one the service does not start at all. */
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
