package dev.preceptor.run.comparison;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.comparison.ComparisonReport;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.task.RecordedAttempt;
import dev.preceptor.contracts.task.Task;
import jakarta.inject.Singleton;
import java.util.List;

/** What comparisons keep in the artifact store. Each method throws {@link ArtifactException} if the store is not available. */
@Singleton
final class ComparisonArtifacts {

    private final ArtifactStore store;

    ComparisonArtifacts(ArtifactStore store) {
        this.store = store;
    }

    DataSet put(ComparisonPlan plan) {
        return store.putDataSet(Json.lines(List.of(plan)));
    }

    DataSet put(ComparisonReport report) {
        return store.putDataSet(Json.lines(List.of(report)));
    }

    ComparisonPlan plan(Job job) {
        return only(job.request(), ComparisonPlan.class);
    }

    /** The report of a job that FINISHED. */
    ComparisonReport report(Job job) {
        return only(job.result(), ComparisonReport.class);
    }

    /** The lines of a data set. */
    List<String> lines(DataSet dataSet) {
        return store.readDataSet(dataSet);
    }

    /** Stores a data set's tasks without their solutions. */
    DataSet withoutSolutions(DataSet tasks) {
        return store.putDataSet(Json.lines(lines(tasks).stream()
                .map(line -> read(tasks, line, Task.class).withSolutions(List.of()))
                .toList()));
    }

    /** Stores tasks, a line each. */
    DataSet tasks(List<String> lines) {
        return store.putDataSet(lines);
    }

    DataSet attempts(List<RecordedAttempt> attempts) {
        return store.putDataSet(Json.lines(attempts));
    }

    private <T> T only(DataSet dataSet, Class<T> type) {
        return read(dataSet, lines(dataSet).get(0), type);
    }

    private static <T> T read(DataSet dataSet, String line, Class<T> type) {
        try {
            return Json.mapper().readValue(line, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    dataSet.uri() + " is not a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }
}
