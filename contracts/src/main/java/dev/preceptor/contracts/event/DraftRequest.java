package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.task.Task;
import java.util.List;

/**
 * The teacher is to invent a task.
 *
 * @param runId the generation that it is for
 * @param number which of the generation's drafts, from 1
 * @param attempt from 1; a draft that could not be had is asked for again under the next
 * @param seeds the tasks that the teacher is shown
 */
public record DraftRequest(
        String id, String runId, int number, int attempt, TeacherSpecification teacher, List<Task> seeds)
        implements Event {

    public DraftRequest {
        seeds = List.copyOf(seeds);
    }

    /** A request whose id is what determines it. */
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
