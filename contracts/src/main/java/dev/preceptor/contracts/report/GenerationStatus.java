package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.GenerationProgress;
import dev.preceptor.contracts.event.Job;
import java.time.Instant;

/**
 * A generation of tasks as {@code GET /task-generations/{id}} shows it.
 *
 * @param reason why it FAILED; null otherwise
 * @param runId the run that the tasks are for; null if they are for no run
 * @param endedAt null while it is RUNNING
 * @param report null while it is RUNNING
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GenerationStatus(
        String id,
        Job.State state,
        String reason,
        String runId,
        Instant createdAt,
        Instant endedAt,
        GenerationProgress progress,
        GenerationReport report) {}
