package dev.preceptor.student;

import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.FinishReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The student's metrics, as docs/METRICS.md describes them. They are registered at the start, so that rates begin at 0. */
@ApplicationScoped
class StudentMetrics {

    private final Map<FinishReason, Timer> attempts;
    private final Counter promptTokens;
    private final Counter completionTokens;

    StudentMetrics(MeterRegistry registry) {
        this.attempts = Stream.of(FinishReason.values())
                .collect(Collectors.toMap(Function.identity(), reason -> Timer.builder("preceptor.student.attempts")
                        .description("Attempts written")
                        .tag("finish", reason.name())
                        .register(registry)));
        this.promptTokens = tokens(registry, "prompt");
        this.completionTokens = tokens(registry, "completion");
    }

    private static Counter tokens(MeterRegistry registry, String kind) {
        return Counter.builder("preceptor.student.tokens")
                .description("Tokens read and written for attempts")
                .tag("kind", kind)
                .register(registry);
    }

    void record(Attempt attempt) {
        attempts.get(attempt.finishReason()).record(Duration.ofNanos(Math.round(1e9 * attempt.seconds())));
        promptTokens.increment(attempt.promptTokens());
        completionTokens.increment(attempt.completionTokens());
    }
}
