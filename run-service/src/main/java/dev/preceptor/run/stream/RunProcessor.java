package dev.preceptor.run.stream;

import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.run.ledger.Effect;
import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.ledger.TaskLedger;
import dev.preceptor.run.practice.PracticeAssignments;
import dev.preceptor.run.practice.PracticeTasks;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Brings each event to its run's ledger, and does what the ledger wants done. */
final class RunProcessor extends ContextualProcessor<String, RunEvent, String, Event> {

    private static final Logger LOG = Logger.getLogger(RunProcessor.class);

    private final int window;
    private final PracticeTasks practice;
    private KeyValueStore<String, RunLedger> runs;
    private KeyValueStore<String, TaskLedger> tasks;
    private KeyValueStore<String, String> examples;
    private KeyValueStore<String, RunEvent.Called> calls;

    /** @param window how many practice tasks of a run are in flight at most */
    RunProcessor(int window, PracticeTasks practice) {
        this.window = window;
        this.practice = practice;
    }

    @Override
    public void init(ProcessorContext<String, Event> context) {
        super.init(context);
        runs = context.getStateStore(LedgerStores.RUNS);
        tasks = context.getStateStore(LedgerStores.TASKS);
        examples = context.getStateStore(LedgerStores.EXAMPLES);
        calls = context.getStateStore(LedgerStores.CALLS);
    }

    @Override
    public void process(Record<String, RunEvent> record) {
        RunEvent event = record.value();
        MDC.put("runId", event.runId());
        try {
            RunLedger known = runs.get(event.runId());
            if (event instanceof RunEvent.Requested requested) {
                requested(known, requested.run(), record.timestamp());
            } else if (known != null) {
                carryOut(known, take(known, event, record.timestamp()), record.timestamp());
                runs.put(event.runId(), known);
            }
        } finally {
            MDC.remove("runId");
        }
    }

    private void requested(RunLedger known, Run run, long now) {
        RunLedger ledger = known == null ? new RunLedger(run) : known;
        if (known == null) {
            LOG.infof(
                    "%s requested: %d practice tasks, %d exam tasks",
                    run.runId(), run.practice().count(), run.exam().count());
        }
        carryOut(ledger, known == null ? ledger.start(window, now) : ledger.requestedAgain(run), now);
        runs.put(run.runId(), ledger);
    }

    private List<Effect> take(RunLedger ledger, RunEvent event, long now) {
        if (event instanceof RunEvent.SampleJudged judged) {
            ledger.sampleJudged(judged, now);
        } else if (event instanceof RunEvent.SampleEnded ended) {
            return sampleEnded(ledger, ended, now);
        } else if (event instanceof RunEvent.TaskLost lost) {
            return taskLost(ledger, lost, now);
        } else if (event instanceof RunEvent.ExamAnswered answered) {
            ledger.examAnswered(answered);
        } else if (event instanceof RunEvent.Trained trained) {
            ledger.trained(trained, now);
        } else if (event instanceof RunEvent.CheckpointMade made) {
            return ledger.checkpointMade(made, window, now);
        } else if (event instanceof RunEvent.ExamGraded graded) {
            return ledger.examGraded(graded.report(), now);
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
        ended.exampleIds().forEach(id -> examples.put(examplePrefix(ended.runId(), ended.round()) + id, ""));
        ledger.sampleEnded(ended.taught(), ended.exampleIds().size(), now);
        return moveOn(ledger, key, after, now);
    }

    private List<Effect> taskLost(RunLedger ledger, RunEvent.TaskLost lost, long now) {
        String key = taskKey(lost.runId(), ledger.round(), lost.taskId());
        TaskLedger task = tasks.get(key);
        return !ledger.practises(ledger.round()) || task == null || task.ended()
                ? List.of()
                : moveOn(ledger, key, task.lost(), now);
    }

    private List<Effect> moveOn(RunLedger ledger, String key, TaskLedger task, long now) {
        tasks.put(key, task);
        if (!task.ended()) {
            return List.of();
        }
        Outcome outcome = task.outcome();
        LOG.debugf("%s ended: %s", key, outcome);
        return ledger.taskEnded(outcome, window, now);
    }

    private void carryOut(RunLedger ledger, List<Effect> effects, long now) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.HandOut handOut) {
                handOut(ledger, handOut, now);
            } else if (effect instanceof Effect.Train train) {
                List<String> ids = exampleIds(ledger.run().runId(), train.round());
                LOG.infof(
                        "%s round %d: to be trained on %d examples",
                        ledger.run().runId(), train.round(), ids.size());
                emit(ledger.trainingJob(ids), now);
            } else if (effect instanceof Effect.Announce announce) {
                if (announce.event() instanceof Run run) {
                    LOG.infof("%s %s%s", run.runId(), run.state(), run.reason() == null ? "" : ": " + run.reason());
                }
                emit(announce.event(), now);
            }
        }
    }

    private void handOut(RunLedger ledger, Effect.HandOut handOut, long now) {
        List<Task> all;
        try {
            all = practice.of(ledger.run().practice());
        } catch (RuntimeException e) {
            String reason = "the practice tasks cannot be read: " + e.getMessage();
            carryOut(
                    ledger, ledger.stageLost(new RunEvent.StageLost(ledger.run().runId(), false, reason), now), now);
            return;
        }
        int samples = ledger.run().specification().practice().samples();
        for (Task task : all.subList(handOut.from(), handOut.from() + handOut.tasks())) {
            tasks.put(taskKey(ledger.run().runId(), ledger.round(), task.id()), TaskLedger.open(samples));
            PracticeAssignments.of(ledger.run(), ledger.round(), ledger.student(), task)
                    .forEach(assignment -> emit(assignment, now));
        }
    }

    /** Sorted, as the store keeps its keys. */
    private List<String> exampleIds(String runId, int round) {
        String prefix = examplePrefix(runId, round);
        List<String> ids = new ArrayList<>();
        try (KeyValueIterator<String, String> kept = examples.prefixScan(prefix, new StringSerializer())) {
            kept.forEachRemaining(entry -> ids.add(entry.key.substring(prefix.length())));
        }
        return ids;
    }

    private void emit(Event event, long now) {
        context().forward(new Record<>(event.key(), event, now));
    }

    private static String taskKey(String runId, int round, String taskId) {
        return runId + "/" + round + "/" + taskId;
    }

    private static String examplePrefix(String runId, int round) {
        return runId + "/" + round + "/";
    }
}
