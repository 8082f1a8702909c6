package dev.preceptor.run.stream;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.DataSetTasks;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.OversizedEventException;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.Submission;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.run.ledger.Effect;
import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.ledger.TaskLedger;
import dev.preceptor.run.ledger.Unfunded;
import dev.preceptor.run.practice.Manifests;
import dev.preceptor.run.practice.Recordings;
import dev.preceptor.stage.deadletter.DeadLetterHeaders;
import dev.preceptor.stage.stream.EventTraces;
import dev.preceptor.stage.stream.StoreProbe;
import dev.preceptor.stage.stream.StoreWait;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Brings each event to its run's ledger, and does what the ledger wants done. */
final class RunProcessor extends ContextualProcessor<String, RunEvent, String, Event> {

    private static final Logger LOG = Logger.getLogger(RunProcessor.class);

    private static final Duration EXPIRE_EVERY = Duration.ofHours(1);

    private final int window;
    private final Bounds bounds;
    private final DataSetTasks practice;
    private final Recordings recordings;
    private final Manifests manifests;
    private final RunMeters meters;
    private final EventTraces traces;
    private final Consumer<CheckpointReference> unwanted;
    private RunLedgers runs;
    private KeyValueStore<String, TaskLedger> tasks;
    private KeyValueStore<String, Unfunded> unfunded;
    private KeyValueStore<String, RunEvent.Called> calls;
    private ExampleStore examples;
    private HandingOut handingOut;
    private DeletedRuns deletedRuns;
    /** Runs that wait for the artifact store. */
    private final Set<String> waiting = new HashSet<>();

    private final StoreProbe probe;

    /** @param unwanted is told of a checkpoint that nobody wants any more */
    RunProcessor(
            Bounds bounds,
            DataSetTasks practice,
            Recordings recordings,
            Manifests manifests,
            RunMeters meters,
            EventTraces traces,
            Consumer<CheckpointReference> unwanted) {
        this.window = bounds.window();
        this.bounds = bounds;
        this.probe = new StoreProbe(bounds.storeTries());
        this.practice = practice;
        this.recordings = recordings;
        this.manifests = manifests;
        this.meters = meters;
        this.traces = traces;
        this.unwanted = unwanted;
    }

    @Override
    public void init(ProcessorContext<String, Event> context) {
        super.init(context);
        runs = new RunLedgers(context.getStateStore(LedgerStores.RUNS));
        tasks = context.getStateStore(LedgerStores.TASKS);
        unfunded = context.getStateStore(LedgerStores.UNFUNDED);
        calls = context.getStateStore(LedgerStores.CALLS);
        KeyValueStore<String, String> exampleIds = context.getStateStore(LedgerStores.EXAMPLES);
        examples = new ExampleStore(exampleIds);
        handingOut = new HandingOut(tasks, unfunded, practice, recordings);
        RunRemains remains = new RunRemains(List.of(tasks, unfunded, exampleIds, calls), bounds.deletedAtATime());
        deletedRuns = new DeletedRuns(
                runs,
                remains,
                meters,
                unwanted,
                deletion -> emit(deletion, deletion.at().toEpochMilli()));
        context.schedule(EXPIRE_EVERY, PunctuationType.WALL_CLOCK_TIME, deletedRuns::expire);
        waiting.clear();
        waiting.addAll(runs.waiting());
        context.schedule(StoreWait.LOOK_EVERY, PunctuationType.WALL_CLOCK_TIME, this::tryStoreAgain);
    }

    @Override
    public void process(Record<String, RunEvent> record) {
        RunEvent event = record.value();
        MDC.put("run", event.runId());
        try {
            process(event, record.timestamp());
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            // Met again and again, it would end one thread after the other, and the other runs with them.
            LOG.errorf(e, "%s: %s could not be processed", event.runId(), event);
            brokeDown(event.runId(), e, record.timestamp());
        } finally {
            MDC.remove("run");
        }
    }

    private void process(RunEvent event, long now) {
        RunLedger known = runs.take(event.runId());
        if (event instanceof RunEvent.Requested requested) {
            requested(known, requested.run(), now);
        } else if (known != null && known.isDeleted()) {
            deletedRuns.heardOf(known, event, now);
        } else if (known != null) {
            carryOut(known, take(known, event, now), now);
            keep(known);
        }
    }

    /** The ledger is taken as it was before. */
    private void brokeDown(String runId, RuntimeException cause, long now) {
        RunLedger ledger = runs.take(runId);
        if (ledger != null && !ledger.isDeleted()) {
            carryOut(ledger, ledger.brokeDown("run-service could not process an event of it: " + cause), now);
            keep(ledger);
        }
    }

    private void tryStoreAgain(long now) {
        for (String runId : List.copyOf(waiting)) {
            MDC.put("run", runId);
            try {
                RunLedger ledger = runs.take(runId);
                if (ledger == null || ledger.isDeleted()) {
                    waiting.remove(runId);
                } else {
                    tryStoreAgain(ledger, now);
                    keep(ledger);
                }
            } catch (KafkaException e) {
                throw e;
            } catch (RuntimeException e) {
                LOG.errorf(e, "%s: it could not go on", runId);
                brokeDown(runId, e, now);
            } finally {
                MDC.remove("run");
            }
        }
    }

    private void tryStoreAgain(RunLedger ledger, long now) {
        if (!ledger.tryIsDue(now)) {
            return;
        }
        if (ledger.round() > 0 && ledger.practises(ledger.round())) {
            Run run = ledger.run();
            int round = ledger.round();
            Optional<StoreProbe.Outcome> outcome = probe.outcome(run.runId(), () -> handingOut.read(run, round));
            if (outcome.isEmpty()) {
                return;
            }
            if (outcome.get().problem() != null) {
                storeFailed(
                        ledger,
                        "the practice tasks cannot be read",
                        outcome.get().problem(),
                        now);
                return;
            }
        }
        carryOut(ledger, ledger.tryStoreAgain(window, now), now);
    }

    private void requested(RunLedger known, Run run, long now) {
        if (run.wish() == Run.Wish.DELETE) {
            delete(known, run, now);
        } else if (known != null && known.isDeleted()) {
            if (run.wish() == Run.Wish.START) {
                startAnew(known, run, now);
            }
        } else if (known == null) {
            LOG.infof(
                    "%s requested: %d practice tasks, %d exam tasks",
                    run.runId(), run.practice().count(), run.exam().count());
            RunLedger ledger = new RunLedger(run);
            carryOut(ledger, ledger.start(window, now), now);
            keep(ledger);
        } else if (run.wish() != null) {
            carryOut(known, known.wished(run, window, now), now);
            keep(known);
        }
    }

    private void startAnew(RunLedger deleted, Run run, long now) {
        if (!deleted.isForgotten() && deletedRuns.delete(deleted, now)) {
            // Its deletion is not through.
            emit(run, now);
            return;
        }
        // Later than all that is forgotten; and announced, for the record of its deletion may come after the request.
        long anew = Math.max(now, deleted.deletedAt() + 1);
        emit(run.wishing(null), anew);
        requested(null, run, anew);
    }

    private void delete(RunLedger known, Run run, long now) {
        if (known == null) {
            return;
        }
        if (deletedRuns.delete(known, now)) {
            emit(run, now);
        } else if (known.isDeleted()) {
            context().forward(new Record<>(run.key(), null, now));
        }
    }

    private void keep(RunLedger ledger) {
        runs.put(ledger);
        if (ledger.waits()) {
            waiting.add(ledger.run().runId());
        } else {
            waiting.remove(ledger.run().runId());
        }
        meters.inFlight(ledger.run().runId(), ledger.inFlight());
    }

    private List<Effect> take(RunLedger ledger, RunEvent event, long now) {
        if (event instanceof RunEvent.SampleJudged judged) {
            ledger.sampleJudged(judged, now);
        } else if (event instanceof RunEvent.SampleUnfunded without) {
            String key = taskKey(without.runId(), without.round(), without.taskId()) + "/" + without.sample();
            unfunded.put(key, without.again());
        } else if (event instanceof RunEvent.SampleFaulted faulted) {
            ledger.faulted(faulted.reason());
        } else if (event instanceof RunEvent.SampleEnded ended) {
            return sampleEnded(ledger, ended, now);
        } else if (event instanceof RunEvent.TaskLost lost) {
            return taskLost(ledger, lost, now);
        } else if (event instanceof RunEvent.ExamAnswered answered) {
            ledger.examAnswered(answered);
        } else if (event instanceof RunEvent.Trained trained) {
            ledger.trained(trained, now);
            meters.loss(trained.runId(), trained.loss());
        } else if (event instanceof RunEvent.CheckpointMade made) {
            return ledger.checkpointMade(made, window, now);
        } else if (event instanceof RunEvent.ExamGraded graded) {
            meters.passAtK(graded.runId(), graded.report());
            return ledger.examGraded(graded, window, now);
        } else if (event instanceof RunEvent.Called call) {
            String key = call.runId() + "/" + call.callId() + "/" + call.number();
            if (ledger.called(calls.get(key), call)) {
                calls.put(key, call);
            }
        } else if (event instanceof RunEvent.StageLost lost) {
            if (ledger.awaits(lost)) {
                return ledger.stageLost(lost, now);
            }
            LOG.infof("%s: a dead letter of something that has ended changes nothing: %s", lost.runId(), lost.reason());
        }
        return List.of();
    }

    private List<Effect> sampleEnded(RunLedger ledger, RunEvent.SampleEnded ended, long now) {
        String key = taskKey(ended.runId(), ended.round(), ended.taskId());
        TaskLedger before = tasks.get(key);
        if (!ledger.takesOutcomes(ended.round()) || before == null) {
            return List.of();
        }
        TaskLedger after = before.with(ended.sample(), ended.outcome());
        if (after.equals(before)) {
            return List.of();
        }
        boolean mended = before.outcomes().containsKey(ended.sample());
        if (!mended && !ledger.practises(ended.round())) {
            return List.of();
        }
        examples.add(ended);
        meters.examples(ended.runId(), ended.exampleIds().size());
        ledger.sampleEnded(ended.taught() && !mended, ended.exampleIds().size(), now);
        return mended && before.ended()
                ? mend(ledger, ended.taskId(), before, after, now)
                : moveOn(ledger, ended.taskId(), after, now);
    }

    private List<Effect> mend(RunLedger ledger, String taskId, TaskLedger before, TaskLedger after, long now) {
        tasks.put(taskKey(ledger.run().runId(), ledger.round(), taskId), after);
        if (before.outcome() != Outcome.FAULTED || after.outcome() == Outcome.FAULTED) {
            return List.of();
        }
        LOG.infof(
                "%s of %s, which was FAULTED, ended after all: %s",
                taskId, ledger.run().runId(), after.outcome());
        ledger.taskMended(after.outcome());
        return ledger.advance(window, now);
    }

    private List<Effect> taskLost(RunLedger ledger, RunEvent.TaskLost lost, long now) {
        ledger.faulted(lost.reason());
        String key = taskKey(lost.runId(), ledger.round(), lost.taskId());
        TaskLedger task = tasks.get(key);
        return !ledger.practises(ledger.round()) || task == null || task.ended()
                ? List.of()
                : moveOn(ledger, lost.taskId(), task.lost(), now);
    }

    private List<Effect> moveOn(RunLedger ledger, String taskId, TaskLedger task, long now) {
        tasks.put(taskKey(ledger.run().runId(), ledger.round(), taskId), task);
        if (!task.ended()) {
            return List.of();
        }
        Outcome outcome = task.outcome();
        MDC.put("task", taskId);
        LOG.debugf("%s ended: %s", taskId, outcome);
        MDC.remove("task");
        meters.taskEnded(ledger.run().runId(), outcome);
        return ledger.taskEnded(outcome, window, now);
    }

    private void carryOut(RunLedger ledger, List<Effect> effects, long now) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.HandOut handOut) {
                handOut(ledger, handOut, now);
            } else if (effect instanceof Effect.TeachAgain again) {
                handingOut.again(ledger, again).forEach(event -> emit(event, now));
                carryOut(ledger, ledger.advance(window, now), now);
            } else if (effect instanceof Effect.Train) {
                try {
                    train(ledger, now);
                } catch (ArtifactException e) {
                    storeFailed(ledger, "the training's examples cannot be kept", e, now);
                } catch (OversizedEventException e) {
                    carryOut(ledger, ledger.brokeDown(e.getMessage()), now);
                }
            } else if (effect instanceof Effect.Announce announce) {
                if (announce.event() instanceof Run run) {
                    LOG.infof("%s %s%s", run.runId(), run.state(), run.reason() == null ? "" : ": " + run.reason());
                }
                emit(announce.event(), now);
            }
        }
    }

    private void handOut(RunLedger ledger, Effect.HandOut handOut, long now) {
        List<Event> out;
        try {
            out = handingOut.next(ledger, handOut);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            storeFailed(ledger, "the practice tasks cannot be read", e, now);
            return;
        }
        ledger.storeAnswered();
        out.forEach(event -> emit(event, now));
        carryOut(ledger, ledger.advance(window, now), now);
    }

    private void storeFailed(RunLedger ledger, String what, RuntimeException problem, long now) {
        LOG.warnf(
                "%s: %s: %s; it is tried again for %s",
                ledger.run().runId(), what, problem.getMessage(), bounds.storePatience());
        List<Effect> effects = ledger.storeFailed(
                what, problem.getMessage(), bounds.storePatience(), context().currentSystemTimeMs());
        carryOut(ledger, effects, now);
    }

    private void train(RunLedger ledger, long now) {
        TrainingJob job =
                manifests.naming(ledger.trainingJob(examples.chosen(ledger.run(), ledger.round())), ledger.run());
        ledger.storeAnswered();
        if (!ledger.trains(job)) {
            carryOut(ledger, ledger.advance(window, now), now);
            return;
        }
        LOG.infof("%s round %d: to be trained on %d examples", job.runId(), job.round(), job.exampleCount());
        emit(job, now);
    }

    /**
     * What of a task no record can hold is lost: its key alone goes to the dead letters, which end the task. Of a whole run
     * nothing is lost so: it breaks off, and the run is held.
     */
    private void emit(Event event, long now) {
        Optional<String> excess =
                event instanceof Run ? Optional.empty() : bounds.records().excess(event);
        if (excess.isPresent()) {
            if (!(event instanceof Assignment || event instanceof Submission || event instanceof TestResult)) {
                throw new OversizedEventException(excess.get());
            }
            context().forward(new Record<>(event.key(), null, now, DeadLetterHeaders.of(excess.get(), "run")));
            return;
        }
        context().forward(new Record<>(event.key(), event, now, traces.begin(event)));
    }

    static String taskKey(String runId, int round, String taskId) {
        return runId + "/" + round + "/" + taskId;
    }
}
