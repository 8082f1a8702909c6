package dev.preceptor.contracts.report;

import dev.preceptor.contracts.event.GenerationProgress;

/**
 * The generation of a run's practice tasks, within the run's report.
 *
 * @param id the id for {@code GET /task-generations/{id}}
 */
public record RunGeneration(String id, GenerationProgress progress) {}
