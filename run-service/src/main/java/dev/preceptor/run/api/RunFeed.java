package dev.preceptor.run.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.machine.RolloutWaits;
import dev.preceptor.run.stream.LedgersNotReadyException;
import dev.preceptor.run.stream.RunQueries;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Sends the reports of runs to clients. All clients of a run share one reading of its ledger a second, in one thread. */
@ApplicationScoped
class RunFeed {

    private static final Logger LOG = Logger.getLogger(RunFeed.class);
    private static final long INTERVAL_SECONDS = 1;

    private final RunQueries queries;
    private final RolloutWaits rollouts;
    private final ObjectMapper json;
    private final Map<String, Set<Client>> clients = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "run-events");
        daemon.setDaemon(true);
        return daemon;
    });

    private record Client(FeedClient feed, MultiEmitter<? super FeedEvent> emitter) {

        void send(FeedEvent event) {
            emitter.emit(event);
            if (event.kind() == FeedEvent.Kind.DELETED) {
                emitter.complete();
            }
        }
    }

    RunFeed(RunQueries queries, RolloutWaits rollouts, ObjectMapper json) {
        this.queries = queries;
        this.rollouts = rollouts;
        this.json = json;
        thread.scheduleWithFixedDelay(this::sendToAll, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * The run's report now and after each change, until the run is deleted. A client that reads slowly misses reports, but never the
     * latest one.
     *
     * @param lastEventId the last report that the client has; null if it has none
     */
    Multi<FeedEvent> events(String runId, String lastEventId) {
        return Multi.createFrom()
                .emitter(
                        emitter -> {
                            Client client = new Client(new FeedClient(lastEventId), emitter);
                            clients.compute(runId, (id, others) -> with(others, client));
                            emitter.onTermination(
                                    () -> clients.computeIfPresent(runId, (id, all) -> without(all, client)));
                            thread.execute(() -> send(runId, Set.of(client)));
                        },
                        BackPressureStrategy.LATEST);
    }

    private static Set<Client> with(Set<Client> others, Client client) {
        Set<Client> all = others == null ? ConcurrentHashMap.newKeySet() : others;
        all.add(client);
        return all;
    }

    /** Null, which removes the run, if it was the last client. */
    private static Set<Client> without(Set<Client> all, Client client) {
        all.remove(client);
        return all.isEmpty() ? null : all;
    }

    private void sendToAll() {
        clients.forEach(this::send);
    }

    private void send(String runId, Set<Client> receivers) {
        try {
            FeedEvent event = read(runId);
            receivers.forEach(client -> client.feed().next(event).ifPresent(client::send));
        } catch (RuntimeException e) {
            // An exception would end the schedule for all clients.
            LOG.warnf(e, "the events of the run %s could not be sent", runId);
        }
    }

    private FeedEvent read(String runId) {
        try {
            Optional<RunLedger> run = queries.run(runId);
            return run.isEmpty()
                    ? FeedEvent.DELETED
                    : FeedEvent.report(
                            json.writeValueAsString(rollouts.addTo(run.get().report())));
        } catch (LedgersNotReadyException e) {
            return FeedEvent.ALIVE;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is always JSON", e);
        }
    }

    @PreDestroy
    void stop() {
        thread.shutdownNow();
        clients.values().forEach(all -> all.forEach(client -> client.emitter().complete()));
    }
}
