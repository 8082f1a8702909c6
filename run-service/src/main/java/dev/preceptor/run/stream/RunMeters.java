package dev.preceptor.run.stream;

import dev.preceptor.contracts.report.ExamReport;
import dev.preceptor.contracts.report.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What runs tell of themselves: {@code preceptor.run.tasks} by outcome, {@code preceptor.run.tasks.in.flight},
 * {@code preceptor.run.examples}, {@code preceptor.run.pass.at.k} and {@code preceptor.run.loss}. What is counted is counted
 * in this process since it started; the ledger, not a counter, is the truth.
 */
final class RunMeters {

    private final MeterRegistry registry;
    private final Map<Tags, AtomicReference<Double>> values = new ConcurrentHashMap<>();

    RunMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void taskEnded(String runId, Outcome outcome) {
        registry.counter(
                        "preceptor.run.tasks",
                        "run",
                        runId,
                        "outcome",
                        outcome.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    void examples(String runId, int count) {
        registry.counter("preceptor.run.examples", "run", runId).increment(count);
    }

    void inFlight(String runId, int tasks) {
        set("preceptor.run.tasks.in.flight", Tags.of("run", runId), tasks);
    }

    /** The newest loss of the newest training job. */
    void loss(String runId, double loss) {
        set("preceptor.run.loss", Tags.of("run", runId), loss);
    }

    void passAtK(String runId, ExamReport exam) {
        exam.passAtK()
                .forEach((k, share) -> set(
                        "preceptor.run.pass.at.k",
                        Tags.of("run", runId, "k", k)
                                .and("round", String.valueOf(exam.round()))
                                .and("step", String.valueOf(exam.refineStep())),
                        share));
    }

    private void set(String name, Tags tags, double value) {
        values.computeIfAbsent(tags.and("gauge", name), key -> {
                    AtomicReference<Double> held = new AtomicReference<>(value);
                    registry.gauge(name, tags, held, AtomicReference::get);
                    return held;
                })
                .set(value);
    }
}
