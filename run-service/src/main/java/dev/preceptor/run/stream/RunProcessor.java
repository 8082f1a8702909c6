package dev.preceptor.run.stream;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.DataSetTasks;
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
import dev.preceptor.run.practice.Manifests;
import dev.preceptor.run.practice.Recordings;
import java.util.List;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Brings each event to its run's ledger, and does what the ledger wants done. */
final class RunProcessor extends ContextualProcessor<String, RunEvent, String, Event> {

    private static final Logger LOG = Logger.getLogger(RunProcessor.class);

    private final int window;
    private final DataSetTasks practice;
    private final Recordings recordings;
    private final Manifests manifests;
    private final RunMeters meters;
    private final EventTraces traces;
    private RunLedgers runs;
    private KeyValueStore<String, TaskLedger> tasks;
    private KeyValueStore<String, Unfunded> unfunded;
    private KeyValueStore<String, RunEvent.Called> calls;
    private ExampleStore examples;
    private HandingOut handingOut;

    /** @param window how many practice tasks of a run are in flight at most */
    RunProcessor(
            int window,
            DataSetTasks practice,
            Recordings recordings,
            Manifests manifests,
            RunMeters meters,
            EventTraces traces) {
        this.window = window;
        this.practice = practice;
        this.recordings = recordings;
        this.manifests = manifests;
        this.meters = meters;
        this.traces = traces;
    }

    @Override
    public void init(ProcessorContext<String, Event> context) {
        super.init(context);
        runs = new RunLedgers(context.getStateStore(LedgerStores.RUNS));
        tasks = context.getStateStore(LedgerStores.TASKS);
        unfunded = context.getStateStore(LedgerStores.UNFUNDED);
        calls = context.getStateStore(LedgerStores.CALLS);
        examples = new ExampleStore(context.getStateStore(LedgerStores.EXAMPLES));
        handingOut = new HandingOut(tasks, unfunded, practice, recordings);
    }

    @Override
    public void process(Record<String, RunEvent> record) {
        RunEvent event = record.value();
        MDC.put("run", event.runId());
        try {
            RunLedger known = runs.take(event.runId());
            if (event instanceof RunEvent.Requested requested) {
                requested(known, requested.run(), record.timestamp());
            } else if (known != null) {
                carryOut(known, take(known, event, record.timestamp()), record.timestamp());
                keep(known);
            }
        } finally {
            MDC.remove("run");
        }
    }

    private void requested(RunLedger known, Run run, long now) {
        if (known == null) {
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
        TrainingJob job;
        try {
            job = manifests.naming(ledger.trainingJob(examples.chosen(ledger.run(), ledger.round())), ledger.run());
        } catch (ArtifactException e) {
            String reason = "the list of the examples to train on cannot be kept: " + e.getMessage();
            carryOut(
                    ledger, ledger.stageLost(new RunEvent.StageLost(ledger.run().runId(), true, reason), now), now);
            return;
        }
        if (!ledger.trains(job)) {
            carryOut(ledger, ledger.advance(window, now), now);
            return;
        }
        LOG.infof("%s round %d: to be trained on %d examples", job.runId(), job.round(), job.exampleCount());
        emit(job, now);
    }

    private void emit(Event event, long now) {
        context().forward(new Record<>(event.key(), event, now, traces.begin(event)));
    }

    static String taskKey(String runId, int round, String taskId) {
        return runId + "/" + round + "/" + taskId;
    }
}
