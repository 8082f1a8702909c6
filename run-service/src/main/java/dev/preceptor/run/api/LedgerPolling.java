package dev.preceptor.run.api;

import dev.preceptor.run.RunSettings;
import dev.preceptor.run.stream.LedgersNotReadyException;
import dev.preceptor.run.topic.BrokerUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for what the ledgers show. They follow the topics, so that a request is visible a moment after it was published, and they
 * are not readable while Kafka Streams starts or moves them.
 */
@ApplicationScoped
public class LedgerPolling {

    private static final long INTERVAL_NANOS = Duration.ofMillis(50).toNanos();

    private final Duration timeout;

    LedgerPolling(RunSettings settings) {
        this.timeout = settings.visibleWithin();
    }

    /**
     * The answer to a query, as soon as the ledgers are readable.
     *
     * @throws BrokerUnavailableException if they are not readable in time
     */
    public <T> T whenReadable(Supplier<T> query) {
        return untilPresent(() -> Optional.of(query.get()), "the ledgers are not readable yet");
    }

    /** @throws BrokerUnavailableException with this message, if the condition is not true in time */
    void until(BooleanSupplier condition, String otherwise) {
        untilPresent(() -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty(), otherwise);
    }

    /**
     * The answer to a query, as soon as there is one.
     *
     * @throws BrokerUnavailableException with this message, if there is none in time
     */
    <T> T untilPresent(Supplier<Optional<T>> query, String otherwise) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted()) {
            Optional<T> answer = ifReadable(query);
            if (answer.isPresent()) {
                return answer.get();
            }
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
        throw new BrokerUnavailableException(otherwise + "; ask again in a few seconds");
    }

    private static <T> Optional<T> ifReadable(Supplier<Optional<T>> query) {
        try {
            return query.get();
        } catch (LedgersNotReadyException e) {
            return Optional.empty();
        }
    }
}
