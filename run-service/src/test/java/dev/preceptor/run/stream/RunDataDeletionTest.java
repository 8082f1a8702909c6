package dev.preceptor.run.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A large run is deleted in small transactions. */
class RunDataDeletionTest {

    @TempDir
    Path state;

    private TopologyTestDriver driver;
    private KeyValueStore<String, String> first;
    private KeyValueStore<String, String> second;

    @BeforeEach
    void start() {
        StreamsBuilder builder = new StreamsBuilder();
        for (String name : List.of("first", "second")) {
            builder.addStateStore(Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.String()));
        }
        builder.stream("in", Consumed.with(Serdes.String(), Serdes.String())).process(Nothing::new, "first", "second");
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        driver = new TopologyTestDriver(builder.build(), properties);
        first = driver.getKeyValueStore("first");
        second = driver.getKeyValueStore("second");
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void soManyEntriesGoAtATimeAndNoneOfAnotherRun() {
        for (int i = 0; i < 5; i++) {
            first.put("run/" + i, "x");
            second.put("run/" + i, "x");
            second.put("run-2/" + i, "x");
        }
        first.put("run", "x");
        RunDataDeletion remains = new RunDataDeletion(List.of(first, second), 4);

        List<Integer> left = new ArrayList<>();
        boolean done = false;
        while (!done) {
            done = remains.delete("run");
            left.add(size(first) + size(second));
        }

        assertThat(left).containsExactly(12, 8, 6);
        assertThat(remains.delete("run")).isTrue();
        assertThat(first.get("run")).isEqualTo("x");
        assertThat(size(second)).isEqualTo(5);
    }

    private static int size(KeyValueStore<String, String> store) {
        int size = 0;
        try (KeyValueIterator<String, String> all = store.all()) {
            for (; all.hasNext(); all.next()) {
                size++;
            }
        }
        return size;
    }

    private static final class Nothing extends ContextualProcessor<String, String, String, String> {
        @Override
        public void process(Record<String, String> record) {}
    }
}
