package dev.preceptor.run.stream;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.run.ledger.CurveState;
import dev.preceptor.run.ledger.Effect;
import dev.preceptor.run.ledger.RunCounts;
import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.ledger.RunStateMachine;
import dev.preceptor.run.ledger.TaskLedger;
import java.util.List;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Takes an event of a run that is not deleted: samples into their tasks, the numbers into the ledger, and whatever may move the run
 * into its {@link RunStateMachine}. Each method returns the effects that are to be performed.
 */
final class RunEventHandler implements RunEvent.Visitor<List<Effect>> {

    private static final Logger LOG = Logger.getLogger(RunEventHandler.class);

    private static final List<Effect> NONE = List.of();

    private final RunStateMachine run;
    private final RunLedger ledger;
    private final RunCounts counts;
    private final RunStores stores;
    private final RunMeters meters;

    RunEventHandler(RunStateMachine run, RunStores stores, RunMeters meters) {
        this.run = run;
        this.ledger = run.ledger();
        this.counts = new RunCounts(ledger, run.now());
        this.stores = stores;
        this.meters = meters;
    }

    @Override
    public List<Effect> requested(RunEvent.Requested event) {
        return run.requested(event.run());
    }

    @Override
    public List<Effect> sampleJudged(RunEvent.SampleJudged event) {
        counts.sampleJudged(event);
        return NONE;
    }

    @Override
    public List<Effect> sampleKept(RunEvent.SampleKept event) {
        if (ledger.takesOutcomes(event.round())) {
            stores.examples().keep(event);
        }
        return NONE;
    }

    @Override
    public List<Effect> sampleUnfunded(RunEvent.SampleUnfunded event) {
        stores.unfunded().put(RunStores.sampleKey(event), event.again());
        return NONE;
    }

    @Override
    public List<Effect> sampleScored(RunEvent.SampleScored event) {
        if (ledger.takesOutcomes(event.round())) {
            stores.examples().scored(event);
            counts.sampleScored(event);
        }
        return NONE;
    }

    @Override
    public List<Effect> sampleFaulted(RunEvent.SampleFaulted event) {
        counts.faulted(event.reason());
        return NONE;
    }

    @Override
    public List<Effect> sampleEnded(RunEvent.SampleEnded event) {
        String key = RunStores.taskKey(event.runId(), event.round(), event.taskId());
        TaskLedger before = stores.tasks().get(key);
        if (before == null || !ledger.takesOutcomes(event.round())) {
            return NONE;
        }
        TaskLedger after = before.with(event.sample(), event.outcome());
        // A sample has two ends only where the first one was FAULTED.
        boolean recovered = before.outcomes().containsKey(event.sample());
        if (after.equals(before) || !recovered && !ledger.practises(event.round())) {
            return NONE;
        }
        stores.tasks().put(key, after);
        int examples = stores.examples().add(event);
        counts.sampleEnded(event);
        meters.examples(event.runId(), examples);
        run.sampleEnded(event.taught() && !recovered, examples);
        return before.ended() ? taskRecovered(event.taskId(), before, after) : taskChanged(event.taskId(), after);
    }

    @Override
    public List<Effect> taskLost(RunEvent.TaskLost event) {
        counts.faulted(event.reason());
        String key = RunStores.taskKey(event.runId(), ledger.round(), event.taskId());
        TaskLedger task = stores.tasks().get(key);
        if (task == null || task.ended() || !ledger.practises(ledger.round())) {
            return NONE;
        }
        stores.tasks().put(key, task.lost());
        return taskChanged(event.taskId(), task.lost());
    }

    @Override
    public List<Effect> assignmentRefused(RunEvent.AssignmentRefused event) {
        Assignment refused = event.assignment();
        TaskLedger task = stores.tasks()
                .get(RunStores.taskKey(
                        event.runId(), refused.round(), refused.task().id()));
        boolean open = task != null && !task.outcomes().containsKey(refused.sample());
        if (!open || !ledger.practises(refused.round())) {
            return NONE;
        }
        stores.refusedAssignments().keep(refused);
        return run.studentRefused(event.reason());
    }

    @Override
    public List<Effect> examAnswered(RunEvent.ExamAnswered event) {
        counts.examAnswered(event);
        return NONE;
    }

    @Override
    public List<Effect> trained(RunEvent.Trained event) {
        counts.trained(event);
        if (event.last() != null) {
            String key = RunStores.curveKey(event.runId(), event.round());
            stores.curves().put(key, CurveState.after(stores.curves().get(key), event.jobId(), event.last()));
        }
        meters.loss(event.runId(), event.loss());
        return NONE;
    }

    @Override
    public List<Effect> checkpointMade(RunEvent.CheckpointMade event) {
        List<Effect> effects = run.checkpointMade(event);
        if (ledger.hasCheckpoint(event.reference())
                && event.steps() != null
                && !event.steps().isEmpty()) {
            String key = RunStores.curveKey(event.runId(), event.reference().round());
            stores.curves().put(key, CurveState.complete(stores.curves().get(key), event.steps(), event.validation()));
        }
        return effects;
    }

    @Override
    public List<Effect> examGraded(RunEvent.ExamGraded event) {
        meters.passAtK(event.runId(), event.report());
        return run.examGraded(event);
    }

    @Override
    public List<Effect> called(RunEvent.Called event) {
        String key = RunStores.callKey(event);
        if (counts.called(stores.calls().get(key), event)) {
            stores.calls().put(key, event);
        }
        return NONE;
    }

    @Override
    public List<Effect> rungAsked(RunEvent.RungAsked event) {
        counts.rungAsked(event.rung());
        return NONE;
    }

    @Override
    public List<Effect> stageLost(RunEvent.StageLost event) {
        if (!run.awaits(event)) {
            LOG.infof("%s: ignored a dead letter of a stage that has ended: %s", event.runId(), event.reason());
            return NONE;
        }
        return run.stageLost(event);
    }

    @Override
    public List<Effect> generationChanged(RunEvent.GenerationChanged event) {
        return run.generationChanged(event);
    }

    private List<Effect> taskChanged(String taskId, TaskLedger task) {
        if (!task.ended()) {
            return NONE;
        }
        MDC.put("task", taskId);
        LOG.debugf("%s ended: %s", taskId, task.outcome());
        MDC.remove("task");
        meters.taskEnded(ledger.run().runId(), task.outcome());
        noteFlip(taskId, task);
        return run.taskEnded(task.outcome());
    }

    private List<Effect> taskRecovered(String taskId, TaskLedger before, TaskLedger after) {
        if (before.outcome() != Outcome.FAULTED || after.outcome() == Outcome.FAULTED) {
            return NONE;
        }
        LOG.infof("%s of %s was FAULTED and is %s now", taskId, ledger.run().runId(), after.outcome());
        noteFlip(taskId, after);
        return run.taskRecovered(after.outcome());
    }

    /** Outcomes count in the current round only. */
    private void noteFlip(String taskId, TaskLedger task) {
        String runId = ledger.run().runId();
        int round = ledger.round();
        TaskLedger before = stores.tasks().get(RunStores.taskKey(runId, round - 1, taskId));
        FlipStore.Direction flip = stores.flips().note(runId, round, taskId, before, task);
        if (flip != null) {
            counts.flipped(round, flip == FlipStore.Direction.GAINED);
        }
    }
}
