package dev.preceptor.teacher.batch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Metrics of batches, as docs/METRICS.md describes them. */
final class BatchMetrics {

    private static final String PREFIX = "preceptor.teacher.batch.";

    private final Counter declined;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger inBatches = new AtomicInteger();
    private final AtomicInteger batches = new AtomicInteger();
    private final AtomicLong oldestSeconds = new AtomicLong();

    BatchMetrics(MeterRegistry meters) {
        declined = meters.counter("preceptor.teacher.declined");
        Gauge.builder(PREFIX + "waiting", waiting, AtomicInteger::get).register(meters);
        Gauge.builder(PREFIX + "requests", inBatches, AtomicInteger::get).register(meters);
        Gauge.builder(PREFIX + "open", batches, AtomicInteger::get).register(meters);
        Gauge.builder(PREFIX + "oldest.seconds", oldestSeconds, AtomicLong::get).register(meters);
    }

    /** A request of a batch that the budget does not allow. */
    void declined() {
        declined.increment();
    }

    /**
     * What this replica has now.
     *
     * @param oldest how long its oldest request has waited, in seconds
     */
    void set(int waitingRequests, int requestsInBatches, int openBatches, long oldest) {
        waiting.set(waitingRequests);
        inBatches.set(requestsInBatches);
        batches.set(openBatches);
        oldestSeconds.set(oldest);
    }
}
