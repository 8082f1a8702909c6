package dev.preceptor.cli.run;

import dev.preceptor.cli.CommandException;
import java.time.Duration;

/**
 * Repeats a request while the server is unreachable, for example during a restart.
 *
 * @param interval the pause between requests
 * @param maxOutage how long the server may be unreachable
 */
public record OutageRetry(Duration interval, Duration maxOutage) {

    /** A request to a server that may be unreachable. */
    public interface Request<T> {
        T send() throws UnreachableException;
    }

    /** @throws CommandException if the server rejects the request, or is unreachable for too long */
    public <T> T send(Request<T> request) {
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

    public void pause() {
        try {
            Thread.sleep(interval.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted");
        }
    }
}
