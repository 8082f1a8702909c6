package dev.preceptor.trainer;

import dev.preceptor.contracts.event.TrainingProgress;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.ToDoubleFunction;

/**
 * The trainer's metrics, as docs/METRICS.md describes them. The gauges show the latest step of this process's latest job, and are NaN
 * before the first step.
 */
@ApplicationScoped
class TrainerMetrics {

    private final Timer done;
    private final Timer failed;
    private final Timer cancelled;
    private final Counter steps;
    private final Counter tokens;
    private volatile TrainingProgress latest;

    TrainerMetrics(MeterRegistry registry) {
        this.done = jobs(registry, "done");
        this.failed = jobs(registry, "failed");
        this.cancelled = jobs(registry, "cancelled");
        this.steps = Counter.builder("preceptor.trainer.steps")
                .description("Steps of the optimiser")
                .register(registry);
        this.tokens = Counter.builder("preceptor.trainer.tokens")
                .description("Completion tokens that were trained on")
                .register(registry);
        gauge(registry, "preceptor.trainer.loss", "The latest step's loss", progress -> progress.last()
                .loss());
        gauge(
                registry,
                "preceptor.trainer.tokens.per.second",
                "Tokens, prompts included, a second of the job so far",
                TrainingProgress::tokensPerSecond);
        gauge(
                registry,
                "preceptor.trainer.progress",
                "The share of the job's steps that are done",
                progress -> (double) progress.last().step() / progress.steps());
    }

    private static Timer jobs(MeterRegistry registry, String outcome) {
        return Timer.builder("preceptor.trainer.jobs")
                .description("Training jobs ended")
                .tag("outcome", outcome)
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry, String name, String description, ToDoubleFunction<TrainingProgress> value) {
        Gauge.builder(name, () -> latest == null ? Double.NaN : value.applyAsDouble(latest))
                .description(description)
                .register(registry);
    }

    void advanced(TrainingProgress progress) {
        latest = progress;
        steps.increment();
        tokens.increment(progress.last().tokens());
    }

    Timer done() {
        return done;
    }

    Timer failed() {
        return failed;
    }

    Timer cancelled() {
        return cancelled;
    }
}
