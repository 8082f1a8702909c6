package dev.preceptor.teacher.chat;

import dev.preceptor.teacher.budget.BudgetLedger;
import dev.preceptor.teacher.budget.Money;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is measured of a paid teacher:
 *
 * <ul>
 *   <li>{@code preceptor.teacher.requests} (timer; outcome: answered, refused, unreached, lost)
 *   <li>{@code preceptor.teacher.failures}: requests that came to nothing
 *   <li>{@code preceptor.teacher.tokens} (kind: prompt, completion, cached), as the server counted them
 *   <li>{@code preceptor.teacher.declined}: questions that the budget did not allow
 *   <li>{@code preceptor.teacher.cached}: answers that the purse held already
 *   <li>{@code preceptor.teacher.spent.usd}, {@code preceptor.teacher.reserved.usd} (gauges; purse): over all replicas, by
 *       the budget's log; what is reserved is part of what is spent
 * </ul>
 */
public final class TeacherMetrics {

    private static final String PREFIX = "preceptor.teacher.";

    private final MeterRegistry meters;
    private final BudgetLedger ledger;
    private final Set<String> shown = ConcurrentHashMap.newKeySet();

    public TeacherMetrics(MeterRegistry meters, BudgetLedger ledger) {
        this.meters = meters;
        this.ledger = ledger;
    }

    void request(ChatReply reply, Duration time) {
        String outcome = reply.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        meters.timer(PREFIX + "requests", "outcome", outcome).record(time);
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
    }

    private void tokens(String kind, int count) {
        meters.counter(PREFIX + "tokens", "kind", kind).increment(count);
    }
}
