package dev.preceptor.run.ledger;

import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.ExamPlan;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.specification.RunSpecification;
import java.time.Instant;
import java.util.List;

/** The events of a whole run that its ledger emits. */
final class Announcements {

    /** So that a run fits into its record whatever befalls it. */
    private static final int LONGEST_REASON = 2_000;

    private Announcements() {}

    /** Round 0: the student before it was taught. */
    static Checkpoint studentAsItCame(Run run) {
        return new Checkpoint(
                Checkpoint.idOf(run.runId(), 0),
                run.runId(),
                run.specification().student(),
                new CheckpointReference(0, run.specification().student().model(), null),
                null,
                0,
                List.of(),
                0,
                0,
                exam(run));
    }

    static TrainingJob trainingJob(Run run, int round, CheckpointReference base, List<String> sortedExampleIds) {
        return new TrainingJob(
                TrainingJob.idOf(run.runId(), round, sortedExampleIds),
                run.runId(),
                round,
                run.specification().student(),
                base,
                run.specification().training(),
                sortedExampleIds,
                exam(run));
    }

    /** @param now milliseconds since the epoch */
    static Run ended(Run run, Run.State state, String reason, long now) {
        return with(run, run.specification(), state, reason, Instant.ofEpochMilli(now));
    }

    /** Nothing new is given out, for this reason, until somebody wants it to go on. */
    static Run held(Run run, String reason) {
        return with(run, run.specification(), Run.State.HELD, reason, null);
    }

    /** @param state not an end */
    static Run going(Run run, Run.State state) {
        return with(run, run.specification(), state, null, null);
    }

    static Run withSpecification(Run run, RunSpecification specification) {
        return with(run, specification, run.state(), run.reason(), run.endedAt());
    }

    private static Run with(Run run, RunSpecification specification, Run.State state, String reason, Instant endedAt) {
        return new Run(
                run.runId(),
                specification,
                run.practice(),
                run.exam(),
                state,
                reason == null || reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON),
                run.createdAt(),
                endedAt,
                run.recorded(),
                null,
                run.owner());
    }

    private static ExamPlan exam(Run run) {
        return new ExamPlan(run.exam(), run.specification().exam());
    }
}
