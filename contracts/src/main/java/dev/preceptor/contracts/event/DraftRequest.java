package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.task.Task;
import java.util.List;

/**
 * A request to the teacher to invent a task.
 *
 * @param runId id of the generation that the draft is for
 * @param number the number of the draft within the generation, from 1
 * @param attempt from 1; a draft that failed is requested again under the next number
 * @param seeds example tasks for the prompt
 */
public record DraftRequest(
        String id, String runId, int number, int attempt, TeacherSpecification teacher, List<Task> seeds)
        implements Event {

    public DraftRequest {
        seeds = List.copyOf(seeds);
    }

    /** A request with its id, a hash of generation, number and attempt. */
    public static DraftRequest of(
            String runId, int number, int attempt, TeacherSpecification teacher, List<Task> seeds) {
        return new DraftRequest(
                Ids.of("draft-request", runId, number, attempt), runId, number, attempt, teacher, seeds);
    }

    @Override
    public String key() {
        return runId + "/" + number;
    }
}
