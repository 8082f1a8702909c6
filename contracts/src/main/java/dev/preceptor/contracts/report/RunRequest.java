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
 * @param recorded the attempts of {@code practice.recorded}; null if there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunRequest(
        JsonNode specification, List<Task> practice, List<Task> exam, List<RecordedAttempt> recorded) {}
