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
 * Deletes runs. The ledger of a deleted run stays for a week and is not shown: whatever other stages still make of a run that was
 * cancelled arrives there, and is deleted too.
 */
final class DeletedRuns {

    /** Longer than anything that was in flight when the run ended can take. */
    static final Duration KEPT = Duration.ofDays(7);

    private static final Logger LOG = Logger.getLogger(DeletedRuns.class);

    private final RunLedgers runs;
    private final RunDataDeletion data;
    private final RunMeters meters;
    private final Consumer<CheckpointReference> discard;
    private final Consumer<RunDeletion> publish;

    /**
     * @param discard deletes a checkpoint that was made for a deleted run
     * @param publish emits the deletion to everyone who stores something of the run
     */
    DeletedRuns(
            RunLedgers runs,
            RunDataDeletion data,
            RunMeters meters,
            Consumer<CheckpointReference> discard,
            Consumer<RunDeletion> publish) {
        this.runs = runs;
        this.data = data;
        this.meters = meters;
        this.discard = discard;
        this.publish = publish;
    }

    /**
     * Deletes one step's worth of a run that has ended. Any other run stays as it is.
     *
     * @return whether something is left, so that another step is needed
     */
    boolean delete(RunLedger ledger, long now) {
        Run run = ledger.run();
        if (!ledger.isDeleted() && !run.state().ended()) {
            LOG.infof("%s is %s, and is not deleted: cancel it first", run.runId(), run.state());
            return false;
        }
        ledger.delete(now);
        meters.forget(run.runId());
        boolean done = data.delete(run.runId());
        if (done) {
            ledger.completeDeletion();
        }
        runs.put(ledger);
        if (!done) {
            return true;
        }
        LOG.infof("%s deleted", run.runId());
        publish.accept(RunDeletion.everywhere(run.runId(), Instant.ofEpochMilli(now)));
        return false;
    }

    /** Something of a deleted run that was in flight has arrived. */
    void late(RunLedger ledger, RunEvent event, long now) {
        if (event instanceof RunEvent.CheckpointMade made) {
            discard(made.reference());
        }
        if (leavesRecords(event)) {
            ledger.delete(now);
            runs.put(ledger);
            publish.accept(RunDeletion.everywhere(ledger.run().runId(), Instant.ofEpochMilli(ledger.deletedAt())));
        }
    }

    /** Removes the ledgers of deleted runs of which nothing has arrived for a week. */
    void expire(long now) {
        runs.removeIf(ledger -> ledger.isDeleted() && now - ledger.deletedAt() > KEPT.toMillis());
    }

    /** Whether a stage stores something because of the event. */
    private static boolean leavesRecords(RunEvent event) {
        return event instanceof RunEvent.SampleJudged
                || event instanceof RunEvent.SampleEnded
                || event instanceof RunEvent.CheckpointMade
                || event instanceof RunEvent.ExamAnswered
                || event instanceof RunEvent.ExamGraded;
    }

    private void discard(CheckpointReference checkpoint) {
        try {
            discard.accept(checkpoint);
        } catch (ArtifactException e) {
            LOG.warnf("%s belongs to a deleted run and can be deleted: %s", checkpoint.uri(), e.getMessage());
        }
    }
}
