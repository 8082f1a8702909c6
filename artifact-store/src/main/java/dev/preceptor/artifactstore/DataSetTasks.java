package dev.preceptor.artifactstore;

import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The tasks of data sets; the last few stay in memory, as runs and exams ask for their own again and again. */
public final class DataSetTasks {

    private static final int KEPT = 8;

    private final Function<DataSet, List<String>> read;
    private final Map<String, List<Task>> byHash = new LinkedHashMap<>(KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<Task>> eldest) {
            return size() > KEPT;
        }
    };

    /** @param read gives a data set's lines */
    public DataSetTasks(Function<DataSet, List<String>> read) {
        this.read = read;
    }

    /**
     * A data set's tasks, in its order.
     *
     * @throws RuntimeException with a message for people, if it cannot be read
     */
    public List<Task> of(DataSet dataSet) {
        List<Task> tasks = known(dataSet);
        if (tasks == null) {
            // Nobody who finds his own in memory waits for one who reads.
            tasks = TaskFile.parse(dataSet.uri(), read.apply(dataSet));
            keep(dataSet, tasks);
        }
        if (tasks.size() != dataSet.count()) {
            throw new IllegalStateException(
                    dataSet.uri() + " has " + tasks.size() + " tasks, expected " + dataSet.count());
        }
        return tasks;
    }

    private synchronized List<Task> known(DataSet dataSet) {
        return byHash.get(dataSet.sha256());
    }

    private synchronized void keep(DataSet dataSet, List<Task> tasks) {
        byHash.put(dataSet.sha256(), tasks);
    }
}
