package dev.preceptor.run.stream;

import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.run.lesson.SampleAddress;
import dev.preceptor.run.lesson.SampleLedger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Pages of a run's lessons, in the order of their keys over all partitions. The order does not depend on which instance has which
 * partition. A page ends early where its texts are long.
 */
final class LessonPages {

    /** The most characters of a page's texts; a single lesson may be longer. */
    private static final long MOST_CHARACTERS = 1 << 20;

    private static final Comparator<KeyValueIterator<String, SampleLedger>> BY_NEXT_KEY =
            Comparator.comparing(rest -> rest.peekNextKey().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private LessonPages() {}

    /**
     * @param partitions all partitions of the ledgers of samples
     * @param outcome only lessons with this outcome; null: all that have ended
     */
    static Page<Lesson> of(
            Collection<ReadOnlyKeyValueStore<String, SampleLedger>> partitions,
            String runId,
            Outcome outcome,
            PageLimits page) {
        String prefix = SampleAddress.prefix(runId);
        String start = page.after() == null ? prefix : prefix + page.after();
        List<KeyValueIterator<String, SampleLedger>> open = new ArrayList<>();
        try {
            for (ReadOnlyKeyValueStore<String, SampleLedger> partition : partitions) {
                open.add(partition.range(start, after(prefix)));
            }
            return page(open, prefix, start, outcome, page.limit());
        } finally {
            open.forEach(KeyValueIterator::close);
        }
    }

    private static Page<Lesson> page(
            List<KeyValueIterator<String, SampleLedger>> open,
            String prefix,
            String start,
            Outcome outcome,
            int limit) {
        PriorityQueue<KeyValueIterator<String, SampleLedger>> rests = new PriorityQueue<>(BY_NEXT_KEY);
        open.stream().filter(KeyValueIterator::hasNext).forEach(rests::add);
        List<Lesson> lessons = new ArrayList<>();
        long characters = 0;
        String last = null;
        while (!rests.isEmpty()) {
            KeyValueIterator<String, SampleLedger> rest = rests.poll();
            KeyValue<String, SampleLedger> entry = rest.next();
            if (rest.hasNext()) {
                rests.add(rest);
            }
            Optional<Lesson> lesson = entry.key.equals(start)
                    ? Optional.empty()
                    : entry.value.lesson().filter(ended -> outcome == null || ended.outcome() == outcome);
            if (lesson.isEmpty()) {
                continue;
            }
            characters += characters(lesson.get());
            if (lessons.size() == limit || last != null && characters > MOST_CHARACTERS) {
                return new Page<>(lessons, last.substring(prefix.length()));
            }
            lessons.add(lesson.get());
            last = entry.key;
        }
        return new Page<>(lessons, null);
    }

    /** A key after all keys with the prefix, which ends with a slash. */
    private static String after(String prefix) {
        return prefix.substring(0, prefix.length() - 1) + (char) ('/' + 1);
    }

    private static long characters(Lesson lesson) {
        long answers = lesson.refinements().stream()
                .mapToLong(answer -> length(answer.code()) + length(answer.feedback()) + length(answer.detail()))
                .sum();
        long tests = lesson.cases().stream()
                .mapToLong(test -> length(test.test()) + length(test.expected()) + length(test.got()))
                .sum();
        return answers
                + tests
                + length(lesson.prompt())
                + length(lesson.attempt())
                + length(lesson.feedback())
                + length(lesson.refinement());
    }

    private static long length(String text) {
        return text == null ? 0 : text.length();
    }
}
