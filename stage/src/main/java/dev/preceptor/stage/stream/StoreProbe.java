package dev.preceptor.stage.stream;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Tries the artifact store again, beside the thread of a topology: a store that hangs for minutes delays only those who need it.
 * One thread uses it, and asks again until a try has ended.
 */
public final class StoreProbe {

    /** The outcome of a try; the problem is null where it succeeded. */
    public record Outcome(RuntimeException problem) {}

    private final Executor executor;
    private final Map<String, CompletableFuture<Outcome>> inFlight = new HashMap<>();

    /** @param executor runs the tries */
    public StoreProbe(Executor executor) {
        this.executor = executor;
    }

    /** Daemon threads, which end when nothing is tried. */
    public static Executor threads() {
        return Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "artifact-store-probe");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The outcome of a try. The first call begins it; the result is empty until it has ended. The call after that begins another. */
    public Optional<Outcome> outcome(String who, Runnable attempt) {
        CompletableFuture<Outcome> outcome = inFlight.computeIfAbsent(who, key -> begin(attempt));
        if (!outcome.isDone()) {
            return Optional.empty();
        }
        inFlight.remove(who);
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
