package dev.preceptor.run.stream;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.RunDeletion;
import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.ledger.RunLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Forgets runs. A deleted run's ledger stays for a week, and shows nothing: what other stages still make of a run that was
 * cancelled comes to it, and is forgotten, too.
 */
final class DeletedRuns {

    /** Longer than what was in flight when the run ended can take. */
    static final Duration HEARD_OF = Duration.ofDays(7);

    private static final Logger LOG = Logger.getLogger(DeletedRuns.class);

    private final RunLedgers runs;
    private final RunRemains remains;
    private final RunMeters meters;
    private final Consumer<CheckpointReference> unwanted;
    private final Consumer<RunDeletion> tell;

    /**
     * @param unwanted is told of checkpoints that are made of deleted runs
     * @param tell emits the word for all others who keep something
     */
    DeletedRuns(
            RunLedgers runs,
            RunRemains remains,
            RunMeters meters,
            Consumer<CheckpointReference> unwanted,
            Consumer<RunDeletion> tell) {
        this.runs = runs;
        this.remains = remains;
        this.meters = meters;
        this.unwanted = unwanted;
        this.tell = tell;
    }

    /**
     * Deletes as much of a run that has ended as goes at a time; any other run stays as it is.
     *
     * @return whether the same is to be asked for again, as something is left
     */
    boolean delete(RunLedger ledger, long now) {
        Run run = ledger.run();
        if (!ledger.isDeleted() && !run.state().ended()) {
            LOG.infof("%s is %s, and is not deleted: it is to be cancelled first", run.runId(), run.state());
            return false;
        }
        ledger.delete(now);
        meters.forget(run.runId());
        boolean done = remains.delete(run.runId());
        if (done) {
            ledger.forget();
        }
        runs.put(ledger);
        if (!done) {
            return true;
        }
        LOG.infof("%s deleted", run.runId());
        tell.accept(RunDeletion.everywhere(run.runId(), Instant.ofEpochMilli(now)));
        return false;
    }

    /** Something that was in flight when the run was cancelled has come to its end. */
    void heardOf(RunLedger ledger, RunEvent event, long now) {
        if (event instanceof RunEvent.CheckpointMade made) {
            discard(made.reference());
        }
        if (leavesSomething(event)) {
            ledger.delete(now);
            runs.put(ledger);
            tell.accept(RunDeletion.everywhere(ledger.run().runId(), Instant.ofEpochMilli(ledger.deletedAt())));
        }
    }

    /** Those that were not heard of for long are nowhere any more. */
    void expire(long now) {
        runs.forgetIf(ledger -> ledger.isDeleted() && now - ledger.deletedAt() > HEARD_OF.toMillis());
    }

    private static boolean leavesSomething(RunEvent event) {
        return event instanceof RunEvent.SampleJudged
                || event instanceof RunEvent.SampleEnded
                || event instanceof RunEvent.CheckpointMade
                || event instanceof RunEvent.ExamAnswered
                || event instanceof RunEvent.ExamGraded;
    }

    private void discard(CheckpointReference checkpoint) {
        try {
            unwanted.accept(checkpoint);
        } catch (ArtifactException e) {
            LOG.warnf("%s belongs to a deleted run and can be deleted: %s", checkpoint.uri(), e.getMessage());
        }
    }
}
