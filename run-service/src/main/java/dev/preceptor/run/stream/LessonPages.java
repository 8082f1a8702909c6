package dev.preceptor.run.stream;

import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.run.lesson.SampleAddress;
import dev.preceptor.run.lesson.SampleLedger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Pages of a run's lessons, in the order of their keys. A page ends early where its texts are long, or where few samples match: the
 * work of one request is bounded, however large the run is.
 */
final class LessonPages {

    /** The most characters of a page's texts; a single lesson may be longer. */
    private static final long MOST_CHARACTERS = 1 << 20;
    /** The most samples that one request reads. */
    static final int MOST_READ = 2_000;

    private LessonPages() {}

    /** @param partitions all partitions of the ledgers of samples */
    static Page<Lesson> of(
            Collection<ReadOnlyKeyValueStore<String, SampleLedger>> partitions,
            String runId,
            LessonQuery query,
            PageLimits page) {
        String prefix = SampleAddress.prefix(runId);
        String start = page.after() == null ? prefix : prefix + page.after();
        try (MergedSamples samples = MergedSamples.between(partitions, start, after(prefix))) {
            return page(samples, prefix, start, query, page.limit());
        }
    }

    private static Page<Lesson> page(MergedSamples samples, String prefix, String start, LessonQuery query, int limit) {
        List<Lesson> lessons = new ArrayList<>();
        long characters = 0;
        int read = 0;
        String last = start;
        while (samples.hasNext()) {
            if (read == MOST_READ) {
                return new Page<>(lessons, last.substring(prefix.length()));
            }
            KeyValue<String, SampleLedger> entry = samples.next();
            if (entry.key.equals(start)) {
                continue;
            }
            read++;
            Optional<Lesson> lesson = entry.value.lesson().flatMap(query::answer);
            if (lesson.isPresent()) {
                characters += characters(lesson.get());
                if (lessons.size() == limit || !lessons.isEmpty() && characters > MOST_CHARACTERS) {
                    return new Page<>(lessons, last.substring(prefix.length()));
                }
                lessons.add(lesson.get());
            }
            last = entry.key;
        }
        return new Page<>(lessons, null);
    }

    /** A key after all keys with the prefix, which ends with a slash. */
    static String after(String prefix) {
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
