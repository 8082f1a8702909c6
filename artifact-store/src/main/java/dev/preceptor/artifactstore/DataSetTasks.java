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

/**
 * Reads the tasks of data sets. It caches the most recently used sets in memory, because runs and exams read them
 * repeatedly.
 */
public final class DataSetTasks {

    private static final int MAX_SETS = 8;

    /** The estimated bytes of heap that a task takes in addition to its texts. */
    private static final long TASK_OVERHEAD = 256;
    /** The cached sets may take one part in this many of Java's heap. */
    private static final int HEAP_SHARE = 4;

    private final Function<DataSet, List<String>> read;
    private final long maxBytes;
    private final Map<String, CachedSet> byHash = new LinkedHashMap<>(MAX_SETS, 0.75f, true);

    private record CachedSet(List<Task> tasks, long bytes) {}

    /** @param read reads a data set's lines */
    public DataSetTasks(Function<DataSet, List<String>> read) {
        this(read, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    }

    /** @param maxBytes the maximum total size of the cached sets; the newest set is cached even if it is larger */
    DataSetTasks(Function<DataSet, List<String>> read, long maxBytes) {
        this.read = read;
        this.maxBytes = maxBytes;
    }

    /**
     * Returns the tasks of a data set, in the order of its lines.
     *
     * @throws RuntimeException if the data set cannot be read; the message is meant for users
     */
    public List<Task> of(DataSet dataSet) {
        CachedSet cached = cached(dataSet);
        // Not synchronized: a thread whose set is cached does not wait for another thread's read.
        List<Task> tasks = cached == null ? read(dataSet) : cached.tasks();
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
        cache(dataSet, new CachedSet(tasks, bytes));
        return tasks;
    }

    /** Unlike the reader of users' task files, this ignores unknown fields, which a later version may have written. */
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

    private synchronized CachedSet cached(DataSet dataSet) {
        return byHash.get(dataSet.sha256());
    }

    private synchronized void cache(DataSet dataSet, CachedSet newest) {
        byHash.remove(dataSet.sha256());
        long others = byHash.values().stream().mapToLong(CachedSet::bytes).sum();
        Iterator<CachedSet> eldest = byHash.values().iterator();
        while (eldest.hasNext() && (others + newest.bytes() > maxBytes || byHash.size() >= MAX_SETS)) {
            others -= eldest.next().bytes();
            eldest.remove();
        }
        byHash.put(dataSet.sha256(), newest);
    }
}
