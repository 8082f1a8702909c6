package dev.preceptor.run.machine;

import dev.preceptor.run.stream.Page;
import dev.preceptor.run.stream.PageLimits;
import dev.preceptor.run.stream.UnknownCursorException;
import dev.preceptor.stage.deadletter.queue.DeadLetterAddress;
import dev.preceptor.stage.deadletter.queue.DeadLetterSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The newest dead letters of all topics, without their events. Safe for several threads. */
final class DeadLetterIndex {

    /** So many are listed; older ones are in their topics only. */
    static final int MOST = 2_000;

    private final NavigableMap<Position, DeadLetterSummary> letters = new TreeMap<>();
    private final int most;

    /** Where a letter is in the list: the newest first. */
    private record Position(String time, DeadLetterAddress address) implements Comparable<Position> {

        static Position of(DeadLetterSummary letter) {
            return new Position(letter.time(), DeadLetterAddress.of(letter.letter()));
        }

        String cursor() {
            return time + " " + address;
        }

        static Position at(String cursor) {
            String[] parts = cursor.split(" ", 2);
            try {
                return new Position(parts[0], DeadLetterAddress.of(parts[1]));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new UnknownCursorException();
            }
        }

        @Override
        public int compareTo(Position other) {
            int byTime = other.time.compareTo(time);
            return byTime != 0 ? byTime : other.address.toString().compareTo(address.toString());
        }
    }

    DeadLetterIndex() {
        this(MOST);
    }

    /** @param most how many are kept */
    DeadLetterIndex(int most) {
        this.most = most;
    }

    synchronized void add(DeadLetterSummary letter) {
        letters.put(Position.of(letter), letter);
        if (letters.size() > most) {
            letters.pollLastEntry();
        }
    }

    /** The letters that match, the newest first. */
    synchronized Page<DeadLetterSummary> page(Predicate<DeadLetterSummary> wanted, PageLimits limits) {
        List<DeadLetterSummary> found = new ArrayList<>();
        NavigableMap<Position, DeadLetterSummary> rest =
                limits.after() == null ? letters : letters.tailMap(Position.at(limits.after()), false);
        for (var entry : rest.entrySet()) {
            if (!wanted.test(entry.getValue())) {
                continue;
            }
            if (found.size() == limits.limit()) {
                return new Page<>(
                        found, Position.of(found.get(found.size() - 1)).cursor());
            }
            found.add(entry.getValue());
        }
        return new Page<>(found, null);
    }
}
