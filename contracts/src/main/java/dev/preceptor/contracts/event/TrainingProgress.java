package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;

/**
 * A running job's news, one event a step.
 *
 * @param steps how many steps the job has
 * @param tokensPerSecond tokens (prompts included) trained on a second, so far
 */
public record TrainingProgress(
        String jobId, String runId, int round, TrainingStep last, int steps, double tokensPerSecond) implements Event {

    @Override
    public String id() {
        return Ids.of("training-progress", jobId, last.step());
    }

    @Override
    public String key() {
        return runId;
    }
}
