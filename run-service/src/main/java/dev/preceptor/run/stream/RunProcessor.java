package dev.preceptor.run.stream;

import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.run.ledger.Effect;
import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.ledger.RunStateMachine;
import dev.preceptor.stage.stream.EventTraces;
import dev.preceptor.stage.stream.ProcessingLimits;
import dev.preceptor.stage.stream.RunsProcessor;
import dev.preceptor.stage.stream.StoreProbe;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jboss.logging.Logger;

/**
 * The Kafka edge of the runs: it finds the ledger of an event's run, has {@link RunEventHandler} and {@link RunStateMachine} decide,
 * has {@link EffectRunner} perform the effects, and puts the ledger back.
 */
final class RunProcessor extends RunsProcessor<RunEvent> {

    private static final Logger LOG = Logger.getLogger(RunProcessor.class);

    private static final Duration EXPIRE_EVERY = Duration.ofHours(1);

    private final ProcessingLimits limits;
    private final int deletedAtOnce;
    private final RunArtifactAccess artifacts;
    private final RunMeters meters;
    private RunStores stores;
    private TaskAssigner assigner;
    private EffectRunner effectRunner;
    private DeletedRuns deletedRuns;

    /** @param deletedAtOnce how many entries of a deleted run are deleted in one step */
    RunProcessor(
            ProcessingLimits limits,
            int deletedAtOnce,
            RunArtifactAccess artifacts,
            RunMeters meters,
            EventTraces traces) {
        super("run", limits, traces);
        this.limits = limits;
        this.deletedAtOnce = deletedAtOnce;
        this.artifacts = artifacts;
        this.meters = meters;
    }

    @Override
    protected void openStores(ProcessorContext<String, Event> context) {
        stores = RunStores.of(context);
        assigner = new TaskAssigner(stores.tasks(), stores.unfunded(), artifacts.practice(), artifacts.recordings());
        effectRunner = new EffectRunner(
                assigner,
                stores.refusedAssignments(),
                stores.examples(),
                artifacts.manifests(),
                limits.storePatience(),
                context::currentSystemTimeMs,
                this::emit);
        deletedRuns = new DeletedRuns(
                stores.runs(),
                new RunDataDeletion(stores.besideTheLedger(), deletedAtOnce),
                meters,
                artifacts.discard(),
                deletion -> emit(deletion, deletion.at().toEpochMilli()));
        context.schedule(EXPIRE_EVERY, PunctuationType.WALL_CLOCK_TIME, deletedRuns::expire);
    }

    @Override
    protected Collection<String> waitingKeys() {
        return stores.runs().waiting();
    }

    @Override
    protected String runOf(String waitingRun) {
        return waitingRun;
    }

    @Override
    protected String runOf(RunEvent event) {
        return event.runId();
    }

    @Override
    protected void process(RunEvent event, long now, Headers headers) {
        RunLedger known = stores.runs().take(event.runId());
        if (event instanceof RunEvent.Requested requested) {
            requested(known, requested, now);
        } else if (known != null && known.isDeleted()) {
            deletedRuns.late(known, event, now);
        } else if (known != null) {
            handle(known, event, now);
        }
    }

    private void requested(RunLedger known, RunEvent.Requested event, long now) {
        Run run = event.run();
        if (run.wish() == Run.Wish.DELETE) {
            delete(known, run, now);
        } else if (known == null) {
            start(run, now);
        } else if (known.isDeleted()) {
            if (run.wish() == Run.Wish.START) {
                startAnew(known, run, now);
            }
        } else if (run.wish() != null) {
            handle(known, event, now);
        }
    }

    private void start(Run run, long now) {
        LOG.infof(
                "%s requested: %s, %d exam tasks",
                run.runId(),
                run.practice() == null
                        ? "practice tasks to be generated as "
                                + run.generation().id()
                        : run.practice().count() + " practice tasks",
                run.exam().count());
        transition(new RunLedger(run), now, RunStateMachine::start);
    }

    private void startAnew(RunLedger deleted, Run run, long now) {
        if (!deleted.isDeletionComplete() && deletedRuns.delete(deleted, now)) {
            // The rest is deleted first: the request comes back.
            emit(run, now);
            return;
        }
        // Later than everything that is deleted. It is published, as the record that deletes the run may follow the
        // request.
        long anew = Math.max(now, deleted.deletedAt() + 1);
        emit(run.withWish(null), anew);
        start(run.withWish(null), anew);
    }

    private void delete(RunLedger known, Run run, long now) {
        if (known == null) {
            return;
        }
        if (deletedRuns.delete(known, now)) {
            // A part is left: the request comes back.
            emit(run, now);
        } else if (known.isDeleted()) {
            context().forward(new Record<>(run.key(), null, now));
        }
    }

    private void handle(RunLedger ledger, RunEvent event, long now) {
        transition(ledger, now, run -> event.accept(new RunEventHandler(run, stores, meters)));
    }

    @Override
    protected void processingFailed(String runId, String reason, long now) {
        RunLedger ledger = stores.runs().take(runId);
        if (ledger != null && !ledger.isDeleted()) {
            transition(ledger, now, run -> run.processingFailed(reason));
        }
    }

    @Override
    protected void retry(String runId, long now) {
        RunLedger ledger = stores.runs().take(runId);
        if (ledger == null || ledger.isDeleted()) {
            setWaiting(runId, false);
        } else {
            transition(ledger, now, this::retry);
        }
    }

    private List<Effect> retry(RunStateMachine run) {
        RunLedger ledger = run.ledger();
        if (!ledger.storeRetryIsDue(run.now())) {
            return List.of();
        }
        if (ledger.practises(ledger.round())) {
            Optional<StoreProbe.Outcome> read =
                    tryStore(ledger.run().runId(), () -> assigner.readIntoMemory(ledger.run(), ledger.round()));
            if (read.isEmpty()) {
                return List.of();
            }
            if (read.get().problem() != null) {
                return effectRunner.storeFailed(
                        run, "the practice tasks cannot be read", read.get().problem());
            }
        }
        return run.storeRetry();
    }

    /** A ledger that is not put back is read from its store the next time: a transition that fails leaves no trace in it. */
    private void transition(RunLedger ledger, long now, Function<RunStateMachine, List<Effect>> step) {
        RunStateMachine run = new RunStateMachine(ledger, limits.window().at(ledger.pace(), now), now);
        effectRunner.perform(run, step.apply(run));
        stores.runs().put(ledger);
        setWaiting(ledger.run().runId(), ledger.waits());
        meters.inFlight(ledger.run().runId(), ledger.inFlight());
    }
}
