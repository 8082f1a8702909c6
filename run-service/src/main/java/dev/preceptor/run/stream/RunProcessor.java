package dev.preceptor.run.stream;

import dev.preceptor.artifactstore.DataSetTasks;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.eventstreams.EventTraces;
import dev.preceptor.run.ledger.Effect;
import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.ledger.TaskLedger;
import dev.preceptor.run.ledger.Unfunded;
import dev.preceptor.run.practice.Recordings;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
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
    private final DataSetTasks practice;
    private final Recordings recordings;
    private final RunMeters meters;
    private final EventTraces traces;
    private final Consumer<CheckpointReference> unwanted;
    private final int deletedAtATime;
    private RunLedgers runs;
    private KeyValueStore<String, TaskLedger> tasks;
    private KeyValueStore<String, Unfunded> unfunded;
    private KeyValueStore<String, RunEvent.Called> calls;
    private ExampleStore examples;
    private HandingOut handingOut;
    private DeletedRuns deletedRuns;

    /**
     * @param window how many practice tasks of a run are in flight at most
     * @param unwanted is told of a checkpoint that nobody wants any more
     * @param deletedAtATime how many entries of a deleted run go in one step
     */
    RunProcessor(
            int window,
            DataSetTasks practice,
            Recordings recordings,
            RunMeters meters,
            EventTraces traces,
            Consumer<CheckpointReference> unwanted,
            int deletedAtATime) {
        this.window = window;
        this.practice = practice;
        this.recordings = recordings;
        this.meters = meters;
        this.traces = traces;
        this.unwanted = unwanted;
        this.deletedAtATime = deletedAtATime;
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
        RunRemains remains = new RunRemains(List.of(tasks, unfunded, exampleIds, calls), deletedAtATime);
        deletedRuns = new DeletedRuns(
                runs,
                remains,
                meters,
                unwanted,
                deletion -> emit(deletion, deletion.at().toEpochMilli()));
        context.schedule(EXPIRE_EVERY, PunctuationType.WALL_CLOCK_TIME, deletedRuns::expire);
    }

    @Override
    public void process(Record<String, RunEvent> record) {
        RunEvent event = record.value();
        MDC.put("run", event.runId());
        try {
            RunLedger known = runs.take(event.runId());
            if (event instanceof RunEvent.Requested requested) {
                requested(known, requested.run(), record.timestamp());
            } else if (known != null && known.isDeleted()) {
                deletedRuns.heardOf(known, event, record.timestamp());
            } else if (known != null) {
                carryOut(known, take(known, event, record.timestamp()), record.timestamp());
                keep(known);
            }
        } finally {
            MDC.remove("run");
        }
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
            return ledger.stageLost(lost, now);
        }
        return List.of();
    }

    private List<Effect> sampleEnded(RunLedger ledger, RunEvent.SampleEnded ended, long now) {
        String key = taskKey(ended.runId(), ended.round(), ended.taskId());
        TaskLedger before = tasks.get(key);
        if (!ledger.practises(ended.round()) || before == null) {
            return List.of();
        }
        TaskLedger after = before.with(ended.sample(), ended.outcome());
        if (after.equals(before)) {
            return List.of();
        }
        examples.add(ended);
        meters.examples(ended.runId(), ended.exampleIds().size());
        ledger.sampleEnded(ended.taught(), ended.exampleIds().size(), now);
        return moveOn(ledger, ended.taskId(), after, now);
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
                train(ledger, now);
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
        } catch (RuntimeException e) {
            String reason = "the practice tasks cannot be read: " + e.getMessage();
            RunEvent.StageLost lost = new RunEvent.StageLost(ledger.run().runId(), false, reason);
            carryOut(ledger, ledger.stageLost(lost, now), now);
            return;
        }
        out.forEach(event -> emit(event, now));
        carryOut(ledger, ledger.advance(window, now), now);
    }

    private void train(RunLedger ledger, long now) {
        TrainingJob job = ledger.trainingJob(examples.chosen(ledger.run(), ledger.round()));
        if (!ledger.trains(job)) {
            carryOut(ledger, ledger.advance(window, now), now);
            return;
        }
        LOG.infof(
                "%s round %d: to be trained on %d examples",
                job.runId(), job.round(), job.exampleIds().size());
        emit(job, now);
    }

    private void emit(Event event, long now) {
        context().forward(new Record<>(event.key(), event, now, traces.begin(event)));
    }

    static String taskKey(String runId, int round, String taskId) {
        return runId + "/" + round + "/" + taskId;
    }
}
