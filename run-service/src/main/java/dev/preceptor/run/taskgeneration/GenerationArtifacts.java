package dev.preceptor.run.taskgeneration;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.artifactstore.DataSetTasks;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.GenerationSettings;
import dev.preceptor.contracts.report.GenerationReport;
import dev.preceptor.contracts.task.Task;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The requests and the results of generations in the artifact store. All methods throw an
 * {@link dev.preceptor.artifactstore.ArtifactException} if the store cannot be reached.
 */
@Singleton
public final class GenerationArtifacts {

    private final ArtifactStore store;
    private final DataSetTasks tasks;

    public GenerationArtifacts(ArtifactStore store) {
        this.store = store;
        this.tasks = new DataSetTasks(store::readDataSet);
    }

    public DataSet put(GenerationSettings settings) {
        return store.putDataSet(Json.lines(List.of(settings)));
    }

    public List<Task> tasks(DataSet dataSet) {
        return tasks.of(dataSet);
    }

    public GenerationReport report(DataSet dataSet) {
        return read(dataSet, GenerationReport.class);
    }

    public List<String> lines(DataSet dataSet) {
        return store.readDataSet(dataSet);
    }

    GenerationSettings settings(DataSet dataSet) {
        return read(dataSet, GenerationSettings.class);
    }

    DataSet put(GenerationReport report) {
        return store.putDataSet(Json.lines(List.of(report)));
    }

    /** Stores the tasks with their origins, as lines of a task file; null if there are none. */
    DataSet putTasks(List<GeneratedTask> generated) {
        return generated.isEmpty()
                ? null
                : store.putDataSet(generated.stream().map(GeneratedTask::line).toList());
    }

    /** Stores the tasks as a request for a run would contain them; null if there are none. */
    DataSet putPractice(List<GeneratedTask> generated) {
        return generated.isEmpty()
                ? null
                : store.putDataSet(
                        Json.lines(generated.stream().map(GeneratedTask::task).toList()));
    }

    private <T> T read(DataSet dataSet, Class<T> type) {
        try {
            return Json.mapper().readValue(store.readDataSet(dataSet).get(0), type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    dataSet.uri() + " is no " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }
}
