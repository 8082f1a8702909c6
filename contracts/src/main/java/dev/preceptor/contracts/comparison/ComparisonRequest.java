package dev.preceptor.contracts.comparison;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.task.RecordedAttempt;
import dev.preceptor.contracts.task.Task;
import java.util.List;

/**
 * The body of {@code POST /comparisons}: what {@link dev.preceptor.contracts.report.RunRequest} has, and the arms, each of which
 * overrides the specification's {@code method} and {@code training.fraction}. The response is a {@link ComparisonStatus}. The
 * request is idempotent: sending it again returns the same comparison.
 *
 * @param recorded the attempts of {@code practice.recorded}; null if there are none
 * @param arms the arms, in the order in which they run and buy teacher answers
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ComparisonRequest(
        JsonNode specification, List<Task> practice, List<Task> exam, List<RecordedAttempt> recorded, List<Arm> arms) {}
