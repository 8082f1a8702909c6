package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.task.RecordedAttempt;
import dev.preceptor.contracts.task.Task;
import java.util.List;

/**
 * The body of {@code POST /runs}: the specification, and the tasks of its files, which are on the caller's machine. The
 * response is the {@link RunReport} of the run. The request is idempotent: sending it again returns the same run.
 *
 * @param practice the practice tasks; null if the specification has {@code tasks.generate} and the tasks are to be generated
 * @param recorded the attempts of {@code practice.recorded}; null if there are none
 * @param seeds the tasks of {@code tasks.generate.seeds}; null unless {@code practice} is null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunRequest(
        JsonNode specification,
        List<Task> practice,
        List<Task> exam,
        List<RecordedAttempt> recorded,
        List<Task> seeds) {

    /** Creates a request that contains its practice tasks. */
    public RunRequest(JsonNode specification, List<Task> practice, List<Task> exam, List<RecordedAttempt> recorded) {
        this(specification, practice, exam, recorded, null);
    }
}
