package dev.preceptor.standalone.processes;

import dev.preceptor.standalone.StandaloneException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits until a process is ready, for at most three minutes. */
final class ReadinessWait {

    private static final Duration TIMEOUT = Duration.ofSeconds(180);
    private static final Duration INTERVAL = Duration.ofMillis(200);

    private final HealthCheck health = new HealthCheck();
    private final CompletableFuture<Void> failure;

    /** @param failure completes exceptionally if another process failed; that ends the wait */
    ReadinessWait(CompletableFuture<Void> failure) {
        this.failure = failure;
    }

    /** @throws StandaloneException if the process is not ready in time, or if {@code failure} has completed */
    void await(ProcessDefinition process) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!health.isReady(process)) {
            if (System.nanoTime() > deadline) {
                throw new StandaloneException(process.name() + " was not ready within " + TIMEOUT.toSeconds()
                        + " seconds; its log says why: " + process.log());
            }
            pause();
        }
    }

    private void pause() {
        try {
            failure.get(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // No failure so far.
        } catch (ExecutionException e) {
            throw (StandaloneException) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StandaloneException("interrupted");
        }
    }
}
