package dev.preceptor.run.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.run.RunSettings;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.stream.LedgersNotReadyException;
import dev.preceptor.run.stream.RunQueries;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Takes requests for runs. */
@ApplicationScoped
public class RunRequests {

    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(50).toNanos();

    /** @param created whether it was not there before */
    record Accepted(RunLedger run, boolean created) {}

    private final RunPublisher publisher;
    private final RunQueries queries;
    private final ArtifactStore artifacts;
    private final Duration visibleWithin;

    RunRequests(RunPublisher publisher, RunQueries queries, RunSettings settings) {
        this.publisher = publisher;
        this.queries = queries;
        this.artifacts = new ArtifactStore(settings.artifactsDirectory());
        this.visibleWithin = settings.visibleWithin();
    }

    /**
     * Starts the run, or finds it where it was asked for before; returns when it can be read back. A larger budget than
     * before holds for what is asked of the teacher from now on, and teaches what it did not suffice for in the last round; so
     * do other terms on which the models are reached and paid; a run that failed in training trains again; one that is paused
     * goes on.
     *
     * @throws InvalidRequestException if the request cannot be used
     */
    Accepted accept(String body) {
        RunRequestReader.Requested request = RunRequestReader.read(body);
        RunSpecification specification = request.specification();
        DataSet practice = artifacts.putDataSet(lines(request.practice()));
        DataSet exam = artifacts.putDataSet(lines(request.exam()));
        DataSet recorded = request.recorded().isEmpty() ? null : artifacts.putDataSet(lines(request.recorded()));
        RunIdentity identity = RunIdentity.of(specification, practice, exam, recorded);
        RequestedRun requested = await(
                () -> Optional.of(RequestedRun.find(identity, specification, queries::run, queries::runsNamed)),
                "the ledgers are not readable yet");
        String runId = requested.runId();
        RunSpecification asked = requested.specification();
        Optional<RunLedger> known = requested.known();
        if (known.isPresent() && !known.get().changes(asked)) {
            return new Accepted(known.get(), false);
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        publisher.publish(
                new Run(runId, asked, practice, exam, Run.State.RUNNING, null, now, null, recorded, Run.Wish.START));
        RunLedger seen = await(
                () -> queries.run(runId).filter(run -> !run.changes(asked) || failedAnew(run, known)),
                "the run " + runId + " is not visible yet");
        return new Accepted(seen, known.isEmpty());
    }

    /**
     * Has a person's wish done; returns when it is, or when the run turns out to have ended.
     *
     * @throws ConflictException if the run is not in a state for it
     */
    RunLedger wish(Run run, Run.Wish wish) {
        Run.State wanted =
                switch (wish) {
                    case PAUSE -> Run.State.PAUSED;
                    case CANCEL -> Run.State.CANCELLED;
                    case START, RESUME -> Run.State.RUNNING;
                };
        if (run.state() != wanted) {
            if (run.state().ended()) {
                throw new ConflictException("the run " + run.runId() + " is " + run.state() + " already");
            }
            publisher.publish(run.wishing(wish));
        }
        return await(
                () -> queries.run(run.runId()).filter(seen -> {
                    Run.State state = seen.run().state();
                    return state == wanted || state.ended();
                }),
                "the run " + run.runId() + " does not answer yet");
    }

    private static boolean failedAnew(RunLedger seen, Optional<RunLedger> before) {
        return before.isEmpty()
                || !Objects.equals(seen.run().endedAt(), before.get().run().endedAt());
    }

    private interface Look<T> {
        Optional<T> now();
    }

    private <T> T await(Look<T> look, String otherwise) {
        long deadline = System.nanoTime() + visibleWithin.toNanos();
        while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted()) {
            try {
                Optional<T> found = look.now();
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (LedgersNotReadyException e) {
                // Starting takes a few seconds; the deadline bounds the patience.
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        throw new BrokerUnavailableException(otherwise + "; ask again in a few seconds");
    }

    private static List<String> lines(List<?> items) {
        List<String> lines = new ArrayList<>();
        for (Object item : items) {
            try {
                lines.add(Json.mapper().writeValueAsString(item));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("what was read as JSON can be written as JSON", e);
            }
        }
        return lines;
    }
}
