package dev.preceptor.artifactstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.event.DataSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataSetTasksTest {

    private final List<String> read = new ArrayList<>();

    private List<String> read(DataSet dataSet) {
        read.add(dataSet.sha256());
        return List.of("{\"id\": \"a\", \"prompt\": \"" + "x".repeat(1_000)
                + "\", \"entryPoint\": \"f\", \"tests\": [\"assert f()\"]}");
    }

    private static DataSet set(String hash) {
        return new DataSet("file:///" + hash, hash, 1);
    }

    @Test
    void recentSetsAreCached() {
        DataSetTasks tasks = new DataSetTasks(this::read, 10_000);

        List.of("a", "b", "a", "b").forEach(hash -> tasks.of(set(hash)));

        assertThat(read).containsExactly("a", "b");
    }

    @Test
    void theCacheIsBoundedButKeepsTheNewestSet() {
        DataSetTasks tasks = new DataSetTasks(this::read, 3_000);
        List.of("a", "b", "c", "c", "b", "a").forEach(hash -> tasks.of(set(hash)));
        assertThat(read).containsExactly("a", "b", "c", "a");

        read.clear();
        DataSetTasks narrow = new DataSetTasks(this::read, 10);
        List.of("a", "a", "b", "b", "a").forEach(hash -> narrow.of(set(hash)));
        assertThat(read).containsExactly("a", "b", "a");
    }

    @Test
    void unknownFieldsOfATaskAreIgnored() {
        DataSetTasks tasks = new DataSetTasks(dataSet ->
                List.of("{\"id\": \"a\", \"prompt\": \"p\", \"entryPoint\": \"f\", \"tests\": [\"assert f()\"],"
                        + " \"difficulty\": 3, \"limits\": {\"cpuSeconds\": 2.0, \"gpuSeconds\": 1.0}}"));

        assertThat(tasks.of(set("a"))).singleElement().satisfies(task -> {
            assertThat(task.tests()).containsExactly("assert f()");
            assertThat(task.limits().cpuSeconds()).isEqualTo(2.0);
        });
    }

    @Test
    void anInvalidLineIsNamed() {
        DataSetTasks tasks = new DataSetTasks(dataSet -> List.of("{\"id\": \"a\"}"));

        assertThatThrownBy(() -> tasks.of(set("a")))
                .hasMessageContaining("file:///a:1")
                .hasMessageContaining("prompt");
    }
}
