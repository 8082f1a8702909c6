package dev.preceptor.teacher.chat;

import dev.preceptor.teacher.budget.BudgetLedger;
import dev.preceptor.teacher.budget.Money;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is measured of a paid teacher; docs/METRICS.md tells what the names mean. All but the purses' are there from the start. */
public final class TeacherMetrics {

    private static final String PREFIX = "preceptor.teacher.";

    private final MeterRegistry meters;
    private final BudgetLedger ledger;
    private final Set<String> shown = ConcurrentHashMap.newKeySet();

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
        if (reply instanceof ChatReply.Answered answered && answered.usage() != null) {
            tokens("prompt", answered.usage().promptTokens());
            tokens("completion", answered.usage().completionTokens());
            tokens("cached", answered.usage().cachedTokens());
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

    /** From now on the purse's money is shown. */
    void show(String purse) {
        if (!shown.add(purse)) {
            return;
        }
        Gauge.builder(PREFIX + "spent.usd", ledger, of -> Money.usd(of.spent(purse)))
                .tag("purse", purse)
                .register(meters);
        Gauge.builder(PREFIX + "reserved.usd", ledger, of -> Money.usd(of.reserved(purse)))
                .tag("purse", purse)
                .register(meters);
        Gauge.builder(PREFIX + "unknown.usd", ledger, of -> Money.usd(of.unknown(purse)))
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
