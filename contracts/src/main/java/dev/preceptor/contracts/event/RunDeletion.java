package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;
import java.time.Instant;

/**
 * The deletion of a run: every service deletes what it stores of the run. The event is written to all partitions of its
 * topic, as all of them hold ledgers of the run's samples.
 *
 * @param at the time of the deletion; data written later belongs to a new run of the same id
 * @param partition the only partition that the event is for, which deletes its data in several batches; null for all
 *     partitions
 */
public record RunDeletion(String runId, Instant at, Integer partition) implements Event {

    /** Creates the first event of a deletion, for all partitions. */
    public static RunDeletion everywhere(String runId, Instant at) {
        return new RunDeletion(runId, at, null);
    }

    /** Returns the event with which one partition continues the deletion. */
    public RunDeletion in(int onePartition) {
        return new RunDeletion(runId, at, onePartition);
    }

    @Override
    public String id() {
        return Ids.of("run-deletion", runId, at.toEpochMilli());
    }

    @Override
    public String key() {
        return runId;
    }
}
