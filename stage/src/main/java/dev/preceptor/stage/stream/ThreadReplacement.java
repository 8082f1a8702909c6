package dev.preceptor.stage.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jboss.logging.Logger;

/** Replaces a stream thread that died. If threads keep dying, the stage stops, and its health check fails. */
public final class ThreadReplacement implements StreamsUncaughtExceptionHandler {

    private static final Logger LOG = Logger.getLogger(ThreadReplacement.class);
    private static final int MOST = 5;
    private static final Duration WITHIN = Duration.ofMinutes(10);

    private final LongSupplier clockMs;
    private final Deque<Long> deaths = new ArrayDeque<>();

    public ThreadReplacement(LongSupplier clockMs) {
        this.clockMs = clockMs;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable cause) {
        long now = clockMs.getAsLong();
        while (!deaths.isEmpty() && now - deaths.peekFirst() > WITHIN.toMillis()) {
            deaths.removeFirst();
        }
        deaths.addLast(now);
        if (deaths.size() > MOST) {
            LOG.errorf(cause, "%d threads died within %s: giving up", deaths.size(), WITHIN);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.errorf(cause, "a thread died and is replaced (%d of %d)", deaths.size(), MOST);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
}
