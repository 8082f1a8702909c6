package dev.preceptor.run.stream;

import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.run.lesson.SampleAddress;
import dev.preceptor.run.readmodel.LongTexts;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The long texts of samples: by the key of the sample and the name of the text. */
final class SampleTexts {

    /** No task id contains it. */
    private static final char SEPARATOR = '\0';

    private SampleTexts() {}

    static String key(SampleAddress address, String name) {
        return prefix(address) + name;
    }

    /** The lesson of a sample with its texts whole. */
    static Lesson restore(
            Lesson lesson, SampleAddress address, Collection<ReadOnlyKeyValueStore<String, String>> partitions) {
        Map<String, String> texts = new TreeMap<>();
        String prefix = prefix(address);
        for (ReadOnlyKeyValueStore<String, String> partition : partitions) {
            try (KeyValueIterator<String, String> found = partition.prefixScan(prefix, new StringSerializer())) {
                while (found.hasNext()) {
                    KeyValue<String, String> text = found.next();
                    texts.put(text.key.substring(prefix.length()), text.value);
                }
            }
        }
        return LongTexts.restore(lesson, texts);
    }

    private static String prefix(SampleAddress address) {
        return address.key() + SEPARATOR;
    }
}
