package dev.preceptor.executor;

import dev.preceptor.contracts.event.ServiceStatus;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.sandbox.Sandbox;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The executor's metrics, as docs/METRICS.md describes them. They are registered at the start, so that rates begin at 0. */
@ApplicationScoped
public class ExecutorMetrics {

    private final Map<Verdict, Timer> judgements;
    private final AtomicInteger inFlight = new AtomicInteger();

    ExecutorMetrics(Sandbox sandbox, MeterRegistry registry) {
        this.judgements = Stream.of(Verdict.values())
                .collect(Collectors.toMap(Function.identity(), verdict -> Timer.builder("preceptor.judgements")
                        .description("Programs judged")
                        .tag("verdict", verdict.name())
                        .register(registry)));
        int workers = sandbox.workers();
        Gauge.builder("preceptor.sandbox.workers", () -> workers)
                .description("Programs that may run at a time")
                .register(registry);
        Gauge.builder("preceptor.sandbox.busy", () -> Math.min(workers, inFlight.get()))
                .description("Programs that are running")
                .register(registry);
        Gauge.builder("preceptor.sandbox.waiting", () -> Math.max(0, inFlight.get() - workers))
                .description("Submissions that were taken from Kafka and wait for a worker")
                .register(registry);
        Gauge.builder("preceptor.sandbox.info", () -> 1)
                .description("How programs are kept apart")
                .tag("isolation", sandbox.isolation().word())
                .tag("python", sandbox.pythonVersion())
                .register(registry);
    }

    /** The number of judgements by verdict since the start; verdicts without one are left out. */
    List<ServiceStatus.Count> judged() {
        return Stream.of(Verdict.values())
                .map(verdict -> new ServiceStatus.Count(
                        verdict.name(), judgements.get(verdict).count()))
                .filter(count -> count.number() > 0)
                .toList();
    }

    int inFlight() {
        return inFlight.get();
    }

    /** Counts a submission as being judged, until {@link #ended}. */
    void begun() {
        inFlight.incrementAndGet();
    }

    void ended() {
        inFlight.decrementAndGet();
    }

    void judged(Judgement judgement) {
        judgements.get(judgement.verdict()).record(Duration.ofNanos(Math.round(1e9 * judgement.seconds())));
    }
}
