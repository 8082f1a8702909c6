package dev.preceptor.run.api;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.run.RunSettings;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.stream.LedgersNotReadyException;
import dev.preceptor.run.stream.RunQueries;
import dev.preceptor.run.topic.BrokerUnavailableException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Deletes runs that ended longer ago than {@code run.retention}. Several instances may do so: the second finds nothing left. */
@ApplicationScoped
public class RunRetention {

    private static final Logger LOG = Logger.getLogger(RunRetention.class);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final Optional<Duration> retention;
    private final RunQueries queries;
    private final RunDeletions deletions;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "run-retention");
        thread.setDaemon(true);
        return thread;
    });

    RunRetention(RunSettings settings, RunQueries queries, RunDeletions deletions) {
        this.retention = settings.retention();
        this.queries = queries;
        this.deletions = deletions;
    }

    void start(@Observes StartupEvent event) {
        retention.ifPresent(kept -> {
            long pause = Math.max(1, Math.min(kept.toMillis(), LONGEST_PAUSE.toMillis()));
            clock.scheduleWithFixedDelay(() -> look(kept), pause, pause, TimeUnit.MILLISECONDS);
        });
    }

    void stop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
    }

    private void look(Duration kept) {
        try {
            for (RunLedger run : expired(queries.all(), Instant.now().minus(kept))) {
                LOG.infof(
                        "%s ended at %s, longer ago than run.retention: it is deleted",
                        run.run().runId(), run.run().endedAt());
                deletions.delete(run, null);
            }
        } catch (LedgersNotReadyException e) {
            LOG.debug("the ledgers are not readable yet");
        } catch (ArtifactException | BrokerUnavailableException | ConflictException e) {
            LOG.warnf("not deleted; it is tried again: %s", e.getMessage());
        }
    }

    /** Those that ended before a time. */
    static List<RunLedger> expired(List<RunLedger> runs, Instant before) {
        return runs.stream()
                .filter(run -> run.run().state().ended()
                        && run.run().endedAt() != null
                        && run.run().endedAt().isBefore(before))
                .toList();
    }
}
