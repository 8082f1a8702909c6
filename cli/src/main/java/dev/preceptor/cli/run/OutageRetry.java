package dev.preceptor.cli.run;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.run.RunClient.UnreachableException;
import java.time.Duration;

/** Repeats requests to a server that is unreachable for a while, for example during a restart. */
final class OutageRetry {

    /** A request that can be repeated. */
    interface Request<T> {
        T send() throws UnreachableException;
    }

    private final Duration interval;
    private final Duration maxOutage;

    /**
     * @param interval the time between two requests
     * @param maxOutage how long the server may be unreachable
     */
    OutageRetry(Duration interval, Duration maxOutage) {
        this.interval = interval;
        this.maxOutage = maxOutage;
    }

    /** @throws CommandException if the server is unreachable for too long */
    <T> T send(Request<T> request) {
        long deadline = System.nanoTime() + maxOutage.toNanos();
        while (true) {
            try {
                return request.send();
            } catch (UnreachableException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw CommandException.failed(e.getMessage(), e);
                }
                pause();
            }
        }
    }

    /** Waits until it is time for the next request. */
    void pause() {
        try {
            Thread.sleep(interval.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted");
        }
    }
}
