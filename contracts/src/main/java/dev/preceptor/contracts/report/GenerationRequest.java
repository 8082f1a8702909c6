package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.task.Task;
import java.util.List;

/**
 * The body of {@code POST /task-generations}. The response is the {@link GenerationStatus}. The request is idempotent: sending it again
 * returns the same generation, or resumes it if it FAILED.
 *
 * @param teacher the teacher section of a specification; its budget is that of the generation
 * @param seeds example tasks, of which the teacher is shown three for each draft
 * @param exam exam tasks, from which new tasks must differ; null for none
 * @param count the number of tasks to generate
 * @param mostDrafts the maximum number of drafts to request; null: three per task
 * @param overlap the maximum share, from 0 to 1, of a draft's sequences of four words that may also be in another task; null: 0.5
 * @param seed the random seed for the choice of the example tasks; null: 0
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GenerationRequest(
        JsonNode teacher,
        List<Task> seeds,
        List<Task> exam,
        Integer count,
        Integer mostDrafts,
        Double overlap,
        Long seed) {}
