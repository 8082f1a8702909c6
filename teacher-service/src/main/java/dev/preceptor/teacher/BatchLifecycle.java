package dev.preceptor.teacher;

import dev.preceptor.teacher.batch.Batches;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Starts and ends the work on batches with the service. */
@ApplicationScoped
class BatchLifecycle {

    private final Batches batches;

    BatchLifecycle(Batches batches) {
        this.batches = batches;
    }

    void start(@Observes StartupEvent event) {
        batches.start();
    }

    void stop(@Observes ShutdownEvent event) {
        batches.close();
    }
}
