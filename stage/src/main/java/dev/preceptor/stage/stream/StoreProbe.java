package dev.preceptor.stage.stream;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Tries beside the thread of a topology whether the artifact store does again what it did not: a store that hangs for minutes
 * holds up nobody but those who need it. For one thread, which looks again until a try has ended.
 */
public final class StoreProbe {

    /** What came of a try; the problem is null where it went well. */
    public record Outcome(RuntimeException problem) {}

    private final Executor executor;
    private final Map<String, CompletableFuture<Outcome>> underWay = new HashMap<>();

    /** @param executor runs the tries */
    public StoreProbe(Executor executor) {
        this.executor = executor;
    }

    /** Threads that end when nothing is tried, and do not keep the process. */
    public static Executor threads() {
        return Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "artifact-store-probe");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What came of a try, which begins with the first call; empty until it has ended. The next call begins another. */
    public Optional<Outcome> outcome(String who, Runnable attempt) {
        CompletableFuture<Outcome> outcome = underWay.computeIfAbsent(who, key -> begin(attempt));
        if (!outcome.isDone()) {
            return Optional.empty();
        }
        underWay.remove(who);
        return Optional.of(outcome.join());
    }

    private CompletableFuture<Outcome> begin(Runnable attempt) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        attempt.run();
                        return new Outcome(null);
                    } catch (RuntimeException e) {
                        return new Outcome(e);
                    }
                },
                executor);
    }
}
