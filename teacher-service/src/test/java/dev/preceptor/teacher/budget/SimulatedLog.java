package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.State;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/** A compacted partition: entries by offset, of which a later one of the same key may make an earlier one vanish. */
final class SimulatedLog {

    private final NavigableMap<Long, TeacherCall> entries = new TreeMap<>();
    private long end;

    long append(TeacherCall entry) {
        entries.put(end, entry);
        return end++;
    }

    /** The first entry at or after an offset, or null. */
    Map.Entry<Long, TeacherCall> from(long offset) {
        return entries.ceilingEntry(offset);
    }

    /**
     * Takes out some of what later entries supersede.
     *
     * @param settled only entries older than this, as the broker's minimum compaction lag has it, and no settled ones that
     *     a reservation still covers; null: anything, also what a reader has not seen yet
     */
    void compact(Random random, Instant settled) {
        Map<String, Long> last = new HashMap<>();
        entries.forEach((offset, entry) -> last.put(entry.key(), offset));
        entries.entrySet().removeIf(at -> {
            TeacherCall entry = at.getValue();
            TeacherCall superseding = entries.get(last.get(entry.key()));
            boolean covered = entry.state() != State.RESERVED && superseding.state() == State.RESERVED;
            return superseding != entry
                    && (settled == null || superseding.at().isBefore(settled) && !covered)
                    && random.nextInt(3) > 0;
        });
    }
}
