package dev.preceptor.run.stream;

import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.run.lesson.SampleAddress;
import dev.preceptor.run.lesson.SampleLedger;
import java.util.Collection;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * A lesson and its neighbours in the list of lessons.
 *
 * @param previous the lesson before it that matches the query; null if there is none among the nearest samples
 * @param next the lesson after it that matches the query; null if there is none among the nearest samples
 */
public record FoundLesson(Lesson lesson, Lesson previous, Lesson next) {

    /** @return empty if the sample is unknown or has not ended */
    static Optional<FoundLesson> of(
            Collection<ReadOnlyKeyValueStore<String, SampleLedger>> partitions,
            SampleAddress address,
            Collection<ReadOnlyKeyValueStore<String, String>> texts,
            LessonQuery neighbours) {
        String key = address.key();
        String prefix = SampleAddress.prefix(address.runId());
        return partitions.stream()
                .map(partition -> partition.get(key))
                .filter(sample -> sample != null)
                .findFirst()
                .flatMap(SampleLedger::lesson)
                .map(lesson -> {
                    try (MergedSamples before = MergedSamples.backwards(partitions, prefix, key);
                            MergedSamples after = MergedSamples.between(partitions, key, LessonPages.after(prefix))) {
                        return new FoundLesson(
                                SampleTexts.restore(lesson, address, texts),
                                first(before, key, neighbours),
                                first(after, key, neighbours));
                    }
                });
    }

    private static Lesson first(MergedSamples samples, String without, LessonQuery query) {
        for (int read = 0; read < LessonPages.MOST_READ && samples.hasNext(); read++) {
            KeyValue<String, SampleLedger> entry = samples.next();
            Optional<Lesson> lesson = entry.key.equals(without)
                    ? Optional.empty()
                    : entry.value.lesson().flatMap(query::answer);
            if (lesson.isPresent()) {
                return lesson.get();
            }
        }
        return null;
    }
}
