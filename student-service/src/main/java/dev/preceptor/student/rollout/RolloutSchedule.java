package dev.preceptor.student.rollout;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Checks the servers of students at regular intervals, and once more when the service stops: the process of {@code ./preceptor run} ends
 * with its run, whose adapters would stay on the servers.
 */
@ApplicationScoped
class RolloutSchedule {

    private static final Logger LOG = Logger.getLogger(RolloutSchedule.class);
    /** After the topics were created. */
    private static final int LATE = 10_000;

    private static final int LAST_CHECK_SECONDS = 10;

    private final Rollouts rollouts;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "rollout-check");
        daemon.setDaemon(true);
        return daemon;
    });

    RolloutSchedule(Rollouts rollouts) {
        this.rollouts = rollouts;
    }

    void atStart(@Observes @Priority(LATE) StartupEvent event) {
        long interval = rollouts.checkInterval().toMillis();
        thread.scheduleWithFixedDelay(this::check, interval, interval, TimeUnit.MILLISECONDS);
    }

    void atStop(@Observes ShutdownEvent event) {
        try {
            thread.submit(this::check).get(LAST_CHECK_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the student's servers were not checked at the end");
        }
    }

    private void check() {
        try {
            rollouts.check();
        } catch (RuntimeException e) {
            // An exception would end the schedule.
            LOG.warnf("the student's servers were not checked: %s", e.getMessage());
        }
    }

    @PreDestroy
    void stop() {
        thread.shutdownNow();
    }
}
