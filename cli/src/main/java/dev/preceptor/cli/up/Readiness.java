package dev.preceptor.cli.up;

import dev.preceptor.cli.CommandException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits until processes can do their work, for a bounded time. */
final class Readiness {

    private static final Duration LONGEST = Duration.ofSeconds(180);
    private static final Duration INTERVAL = Duration.ofMillis(200);

    private final Health health = new Health();
    private final CompletableFuture<Void> failure;

    /** @param failure ends the waiting when something else went wrong */
    Readiness(CompletableFuture<Void> failure) {
        this.failure = failure;
    }

    /** @throws CommandException if it is not ready in time */
    void of(Member member) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!health.isReady(member)) {
            if (System.nanoTime() > deadline) {
                throw CommandException.failed(member.name() + " was not ready within " + LONGEST.toSeconds()
                        + " seconds; its log says why: " + member.log());
            }
            pause();
        }
    }

    private void pause() {
        try {
            failure.get(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // Nothing went wrong meanwhile.
        } catch (ExecutionException e) {
            throw (CommandException) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted");
        }
    }
}
