package dev.preceptor.stage.shutdown;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Whether the application is shutting down. It says so before any part is told to stop: work that fails from then on was interrupted, and
 * is not to blame.
 */
@ApplicationScoped
public class ApplicationShutdown {

    private volatile boolean inProgress;

    public boolean isInProgress() {
        return inProgress;
    }

    /** Public for tests; called by Quarkus. */
    public void begin(@Observes @Priority(StopPriority.BEGIN) ShutdownEvent event) {
        inProgress = true;
    }
}
