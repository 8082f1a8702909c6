package dev.preceptor.artifactstore;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.task.Task;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The tasks of data sets; the last few stay in memory, as runs and exams ask for their own again and again. */
public final class DataSetTasks {

    private static final int KEPT = 8;

    /** What Java needs for a task beside its texts. */
    private static final long TASK_OVERHEAD = 256;
    /** Of Java's heap is for the sets that stay. */
    private static final int HEAP_SHARE = 4;

    private final Function<DataSet, List<String>> read;
    private final long mostBytes;
    private final Map<String, Kept> byHash = new LinkedHashMap<>(KEPT, 0.75f, true);

    private record Kept(List<Task> tasks, long bytes) {}

    /** @param read gives a data set's lines */
    public DataSetTasks(Function<DataSet, List<String>> read) {
        this(read, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    }

    /** @param mostBytes what the sets that stay in memory may take together; the last one stays in any case */
    DataSetTasks(Function<DataSet, List<String>> read, long mostBytes) {
        this.read = read;
        this.mostBytes = mostBytes;
    }

    /**
     * A data set's tasks, in its order.
     *
     * @throws RuntimeException with a message for people, if it cannot be read
     */
    public List<Task> of(DataSet dataSet) {
        Kept known = known(dataSet);
        // Nobody who finds his own in memory waits for one who reads.
        List<Task> tasks = known == null ? read(dataSet) : known.tasks();
        if (tasks.size() != dataSet.count()) {
            throw new IllegalStateException(
                    dataSet.uri() + " has " + tasks.size() + " tasks, expected " + dataSet.count());
        }
        return tasks;
    }

    private List<Task> read(DataSet dataSet) {
        List<String> lines = read.apply(dataSet);
        List<Task> tasks = parse(dataSet.uri(), lines);
        long bytes =
                lines.stream().mapToLong(line -> line.length() + TASK_OVERHEAD).sum();
        keep(dataSet, new Kept(tasks, bytes));
        return tasks;
    }

    /** Ignores fields that a later version wrote, unlike the reader of files that people write. */
    private static List<Task> parse(String uri, List<String> lines) {
        List<Task> tasks = new ArrayList<>(lines.size());
        for (String line : lines) {
            try {
                tasks.add(Json.mapper().readValue(line, Task.class));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(
                        uri + ":" + (tasks.size() + 1) + " is not a task: " + e.getOriginalMessage(), e);
            }
        }
        return List.copyOf(tasks);
    }

    private synchronized Kept known(DataSet dataSet) {
        return byHash.get(dataSet.sha256());
    }

    private synchronized void keep(DataSet dataSet, Kept newest) {
        byHash.remove(dataSet.sha256());
        long others = byHash.values().stream().mapToLong(Kept::bytes).sum();
        Iterator<Kept> eldest = byHash.values().iterator();
        while (eldest.hasNext() && (others + newest.bytes() > mostBytes || byHash.size() >= KEPT)) {
            others -= eldest.next().bytes();
            eldest.remove();
        }
        byHash.put(dataSet.sha256(), newest);
    }
}
