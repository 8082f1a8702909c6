package dev.preceptor.executor;

import dev.preceptor.executor.sandbox.Isolation;
import dev.preceptor.executor.sandbox.Sandbox;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Starts the sandbox with the service; the service does not start without one. */
@Singleton
public class SandboxStart {

    private static final Logger LOG = Logger.getLogger(SandboxStart.class);

    @Produces
    @Singleton
    @Startup
    Sandbox start(ExecutorConfiguration configuration) {
        Sandbox sandbox = Sandbox.start(configuration.sandbox());
        if (sandbox.isolation() == Isolation.NONE) {
            LOG.warn("executor.isolation=none: programs can read this machine's files and use its network");
        }
        LOG.infof(
                "Sandbox: isolation %s (%s), Python %s, %d workers",
                sandbox.isolation().word(),
                sandbox.isolation().description(),
                sandbox.pythonVersion(),
                sandbox.workers());
        return sandbox;
    }

    void stop(@Disposes Sandbox sandbox) {
        sandbox.close();
    }
}
