package dev.preceptor.run.ledger;

import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.TaskGeneration;
import dev.preceptor.contracts.specification.TaskSets;

/**
 * The request for a run that exists. A run that is paused or held goes on. A run that failed in training, because all its
 * tasks were lost, or because its practice tasks were not generated, tries again. New terms on which the models are reached and paid, and a larger budget, hold for
 * whatever is asked of the models from now on; in a run that has finished, a larger budget teaches the UNFUNDED tasks of the last
 * round. A generation of practice tasks that is tried again has the budget and the limit of drafts of the request. Nothing else of
 * a run ever changes.
 *
 * @param asked the specification of the request
 */
record RepeatedRequest(RunLedger ledger, RunSpecification asked) {

    /** Whether the run is another one afterwards. */
    boolean changesRun() {
        return switch (ledger.run().state()) {
            case PAUSED, HELD, UNKNOWN -> true;
            case RUNNING -> !specification().equals(ledger.specification());
            case FAILED -> ledger.canRecover();
            case FINISHED ->
                ledger.round() > 0
                        && ledger.rounds()
                                .current()
                                .isUnderfunded(specification().fundsUsd());
            case CANCELLED -> false;
        };
    }

    /** What the run goes on with: its own specification on the terms of the request, with the larger of both budgets. */
    RunSpecification specification() {
        RunSpecification terms = ledger.specification().onTermsOf(asked);
        return terms.fundedBy(asked).withTasks(tasks(terms.tasks()));
    }

    /** Of a run whose tasks are not generated yet, the settings of the generation are those of the request. */
    private TaskSets tasks(TaskSets own) {
        TaskGeneration generate = asked.tasks().generate();
        return ledger.phase() != Phase.GENERATING || generate == null
                ? own
                : new TaskSets(own.practice(), own.exam(), generate);
    }

    /** Makes the run go on; {@link #changesRun} must be true. */
    void apply() {
        Run run = ledger.run().withSpecification(specification());
        if (run.state() == Run.State.FINISHED) {
            ledger.enter(Phase.PRACTISING);
            ledger.rounds().current().stop(null);
        }
        if (run.state() == Run.State.FAILED
                && ledger.phase() == Phase.PRACTISING
                && ledger.rounds().current().isLost()) {
            ledger.rounds().current().restart();
        }
        ledger.set(OutgoingEvents.going(run, Run.State.RUNNING));
    }
}
