package dev.preceptor.run.stream;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.run.ledger.CurveState;
import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.ledger.TaskLedger;
import dev.preceptor.run.ledger.UnfundedSample;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The state stores of the runs of one partition.
 *
 * @param tasks by run, round and task
 * @param unfunded by run, round, task and sample
 * @param refused by run, round, task, sample and step
 * @param calls by run, call and number: the last entry of the budget's log
 * @param exampleIds by run, round and example: the task
 * @param curves by run and round
 * @param flipped by run, round, direction and task
 */
record RunStores(
        RunLedgers runs,
        KeyValueStore<String, TaskLedger> tasks,
        KeyValueStore<String, UnfundedSample> unfunded,
        KeyValueStore<String, Assignment> refused,
        KeyValueStore<String, RunEvent.Called> calls,
        KeyValueStore<String, String> exampleIds,
        KeyValueStore<String, CurveState> curves,
        KeyValueStore<String, String> flipped) {

    static RunStores of(ProcessorContext<?, ?> context) {
        KeyValueStore<String, RunLedger> runs = context.getStateStore(LedgerStores.RUNS);
        return new RunStores(
                new RunLedgers(runs),
                context.getStateStore(LedgerStores.TASKS),
                context.getStateStore(LedgerStores.UNFUNDED),
                context.getStateStore(LedgerStores.REFUSED),
                context.getStateStore(LedgerStores.CALLS),
                context.getStateStore(LedgerStores.EXAMPLES),
                context.getStateStore(LedgerStores.CURVES),
                context.getStateStore(LedgerStores.FLIPS));
    }

    static String taskKey(String runId, int round, String taskId) {
        return runId + "/" + round + "/" + taskId;
    }

    static String sampleKey(RunEvent.SampleUnfunded sample) {
        return taskKey(sample.runId(), sample.round(), sample.taskId()) + "/" + sample.sample();
    }

    static String curveKey(String runId, int round) {
        return runId + "/" + round;
    }

    static String callKey(RunEvent.Called call) {
        return call.runId() + "/" + call.callId() + "/" + call.number();
    }

    RefusedAssignments refusedAssignments() {
        return new RefusedAssignments(refused);
    }

    FlipStore flips() {
        return new FlipStore(flipped);
    }

    ExampleStore examples() {
        return new ExampleStore(exampleIds);
    }

    /** The stores whose keys begin with a run's id. */
    List<KeyValueStore<String, ?>> besideTheLedger() {
        return List.of(tasks, unfunded, refused, exampleIds, calls, curves, flipped);
    }
}
