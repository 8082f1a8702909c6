package dev.preceptor.run.stream;

import dev.preceptor.contracts.report.ExamReport;
import dev.preceptor.contracts.report.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The metrics of runs: {@code preceptor.run.tasks} by outcome, {@code preceptor.run.tasks.in.flight},
 * {@code preceptor.run.examples}, {@code preceptor.run.pass.at.k} and {@code preceptor.run.loss}. What is counted is counted
 * in this process since it started; the ledger, not a counter, is the truth. Beyond 200 runs, the metrics of those that have not
 * changed for longest are removed.
 */
final class RunMeters {

    private static final int MOST_RUNS = 200;

    private final MeterRegistry registry;
    private final Map<Tags, AtomicReference<Double>> values = new ConcurrentHashMap<>();
    /** In the order of their last change. */
    private final Map<String, Boolean> runs = new LinkedHashMap<>(16, 0.75f, true);

    RunMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void taskEnded(String runId, Outcome outcome) {
        seen(runId);
        registry.counter(
                        "preceptor.run.tasks",
                        "run",
                        runId,
                        "outcome",
                        outcome.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    void examples(String runId, int count) {
        seen(runId);
        registry.counter("preceptor.run.examples", "run", runId).increment(count);
    }

    void inFlight(String runId, int tasks) {
        seen(runId);
        set("preceptor.run.tasks.in.flight", Tags.of("run", runId), tasks);
    }

    /** The newest loss of the newest training job. */
    void loss(String runId, double loss) {
        seen(runId);
        set("preceptor.run.loss", Tags.of("run", runId), loss);
    }

    void passAtK(String runId, ExamReport exam) {
        seen(runId);
        exam.passAtK()
                .forEach((k, share) -> set(
                        "preceptor.run.pass.at.k",
                        Tags.of("run", runId, "k", k)
                                .and("round", String.valueOf(exam.round()))
                                .and("step", String.valueOf(exam.refineStep())),
                        share));
    }

    /** Removes the metrics of the run. */
    synchronized void forget(String runId) {
        runs.remove(runId);
        values.keySet().removeIf(tags -> tags.stream().anyMatch(tag -> isRun(tag, runId)));
        registry.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith("preceptor.run."))
                .filter(meter -> meter.getId().getTags().stream().anyMatch(tag -> isRun(tag, runId)))
                .forEach(registry::remove);
    }

    private synchronized void seen(String runId) {
        runs.put(runId, true);
        if (runs.size() > MOST_RUNS) {
            forget(runs.keySet().iterator().next());
        }
    }

    private static boolean isRun(Tag tag, String runId) {
        return tag.getKey().equals("run") && tag.getValue().equals(runId);
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
