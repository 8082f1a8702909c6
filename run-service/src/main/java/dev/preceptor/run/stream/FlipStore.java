package dev.preceptor.run.stream;

import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.run.ledger.TaskLedger;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The practice tasks that the student solved in only one of two successive rounds: by run, later round, direction and task. */
record FlipStore(KeyValueStore<String, String> flips) {

    private static final String NO_VALUE = "";

    /** In which round the student solved the task. */
    enum Direction {
        GAINED,
        LOST
    }

    /**
     * Notes a task that has ended in two successive rounds.
     *
     * @return the direction of a flip that is new; null otherwise
     */
    Direction note(String runId, int laterRound, String taskId, TaskLedger before, TaskLedger after) {
        Direction direction = direction(before, after);
        if (direction == null) {
            return null;
        }
        String key = prefix(runId, laterRound, direction) + taskId;
        return flips.putIfAbsent(key, NO_VALUE) == null ? direction : null;
    }

    /** The ids of the first tasks that flipped in this direction, in the order of their bytes. */
    static List<String> tasks(
            ReadOnlyKeyValueStore<String, String> flips, String runId, int laterRound, Direction direction, int most) {
        String prefix = prefix(runId, laterRound, direction);
        List<String> tasks = new ArrayList<>();
        try (KeyValueIterator<String, String> found = flips.prefixScan(prefix, new StringSerializer())) {
            while (found.hasNext() && tasks.size() < most) {
                tasks.add(found.next().key.substring(prefix.length()));
            }
        }
        return tasks;
    }

    private static String prefix(String runId, int laterRound, Direction direction) {
        return runId + "/" + laterRound + "/" + direction + "/";
    }

    /** A fault of ours says nothing about the student. */
    private static Direction direction(TaskLedger before, TaskLedger after) {
        if (!isKnown(before) || !isKnown(after)) {
            return null;
        }
        boolean solvedBefore = before.outcome() == Outcome.SOLVED;
        boolean solvedAfter = after.outcome() == Outcome.SOLVED;
        return solvedBefore == solvedAfter ? null : solvedAfter ? Direction.GAINED : Direction.LOST;
    }

    private static boolean isKnown(TaskLedger task) {
        return task != null && task.ended() && task.outcome() != Outcome.FAULTED;
    }
}
