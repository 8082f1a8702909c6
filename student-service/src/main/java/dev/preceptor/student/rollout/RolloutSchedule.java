package dev.preceptor.student.rollout;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Checks the servers of students at regular intervals. */
@ApplicationScoped
class RolloutSchedule {

    private static final Logger LOG = Logger.getLogger(RolloutSchedule.class);
    /** After the topics were created. */
    private static final int LATE = 10_000;

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
