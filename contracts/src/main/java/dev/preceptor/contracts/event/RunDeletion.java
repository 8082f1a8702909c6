package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;
import java.time.Instant;

/**
 * A run is deleted: whoever keeps something of it forgets that. It is written to every partition of its topic, for the ledgers of
 * a run's samples lie in all of them.
 *
 * @param at what was begun later belongs to a run that was asked for anew
 * @param partition the one that has more to forget than it does at a time, and goes on; null: all
 */
public record RunDeletion(String runId, Instant at, Integer partition) implements Event {

    /** The first word of it, to all partitions. */
    public static RunDeletion everywhere(String runId, Instant at) {
        return new RunDeletion(runId, at, null);
    }

    /** The same, for one partition to go on with. */
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
