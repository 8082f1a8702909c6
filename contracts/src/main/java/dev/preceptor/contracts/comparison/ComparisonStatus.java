package dev.preceptor.contracts.comparison;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.Job;
import java.time.Instant;
import java.util.List;

/**
 * The state of a comparison.
 *
 * @param reason why it FAILED; null otherwise
 * @param arms its arms, in the order in which they run; null in a list of comparisons
 * @param runs the runs that it has started so far: the practice run, then those of the arms. The last one may be in progress
 * @param report the result; null until it is FINISHED, and in a list of comparisons
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ComparisonStatus(
        String comparisonId,
        Job.State state,
        String reason,
        Instant createdAt,
        Instant endedAt,
        List<Arm> arms,
        List<String> runs,
        ComparisonReport report) {}
