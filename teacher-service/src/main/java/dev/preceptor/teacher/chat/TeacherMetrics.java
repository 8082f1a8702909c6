package dev.preceptor.teacher.chat;

import dev.preceptor.httpclient.completion.TokenUsage;
import dev.preceptor.teacher.budget.BudgetLedger;
import dev.preceptor.teacher.budget.Money;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Metrics of paid teachers, as docs/METRICS.md describes them. All except those of purses are registered at the start. */
public final class TeacherMetrics {

    private static final String PREFIX = "preceptor.teacher.";
    private static final int MAX_PURSES = 200;

    private final MeterRegistry meters;
    private final BudgetLedger ledger;
    /** Gauges by purse, least recently used first. A run that names no purse has one of its own. */
    private final Map<String, List<Gauge>> shown = new LinkedHashMap<>(16, 0.75f, true);

    public TeacherMetrics(MeterRegistry meters, BudgetLedger ledger) {
        this.meters = meters;
        this.ledger = ledger;
        for (Class<?> outcome : ChatReply.class.getPermittedSubclasses()) {
            requests(outcome);
        }
        List.of("prompt", "completion", "cached").forEach(kind -> tokens(kind, 0));
        List.of("failures", "declined", "cached").forEach(name -> meters.counter(PREFIX + name));
    }

    void request(ChatReply reply, Duration time) {
        requests(reply.getClass()).record(time);
        if (reply instanceof ChatReply.Answered answered
                && answered.completion().usage() != null) {
            TokenUsage usage = answered.completion().usage();
            tokens("prompt", usage.promptTokens());
            tokens("completion", usage.completionTokens());
            tokens("cached", usage.cachedTokens());
        }
    }

    void failed() {
        meters.counter(PREFIX + "failures").increment();
    }

    void declined() {
        meters.counter(PREFIX + "declined").increment();
    }

    void cached() {
        meters.counter(PREFIX + "cached").increment();
    }

    /** Registers the purse's gauges; removes those of the least recently used purse where there are too many. */
    synchronized void show(String purse) {
        if (shown.get(purse) != null) {
            return;
        }
        shown.put(
                purse,
                List.of(
                        gauge("spent.usd", purse, ledger::spent),
                        gauge("reserved.usd", purse, ledger::reserved),
                        gauge("unknown.usd", purse, ledger::unknown)));
        if (shown.size() > MAX_PURSES) {
            shown.remove(shown.keySet().iterator().next()).forEach(meters::remove);
        }
    }

    private Gauge gauge(String name, String purse, ToLongFunction<String> nanos) {
        return Gauge.builder(PREFIX + name, () -> Money.usd(nanos.applyAsLong(purse)))
                .tag("purse", purse)
                .register(meters);
    }

    private Timer requests(Class<?> outcome) {
        return meters.timer(
                PREFIX + "requests", "outcome", outcome.getSimpleName().toLowerCase(Locale.ROOT));
    }

    private void tokens(String kind, int count) {
        meters.counter(PREFIX + "tokens", "kind", kind).increment(count);
    }
}
