package dev.preceptor.run.api;

import dev.preceptor.run.RunSettings;
import dev.preceptor.run.topic.BrokerUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Limits how many request bodies with tasks are read at once ({@code run.requests-at-once}). */
@ApplicationScoped
class RequestReading {

    private final Semaphore slots;
    private final long timeoutMillis;

    RequestReading(RunSettings settings) {
        this.slots = new Semaphore(settings.requestsAtOnce(), true);
        this.timeoutMillis = settings.visibleWithin().toMillis();
    }

    /**
     * Reads a body when it is its turn.
     *
     * @throws BrokerUnavailableException if others take too long
     */
    <T> T inTurn(Supplier<T> read) {
        if (!acquired()) {
            throw new BrokerUnavailableException("other requests are being read; ask again in a few seconds");
        }
        try {
            return read.get();
        } finally {
            slots.release();
        }
    }

    private boolean acquired() {
        try {
            return slots.tryAcquire(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
