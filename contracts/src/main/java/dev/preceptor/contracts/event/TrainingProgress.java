package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;

/**
 * The progress of a running training job, one event per optimiser step.
 *
 * @param steps the total number of steps of the job
 * @param tokensPerSecond the throughput so far, in tokens per second, including prompts
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
