package dev.preceptor.teacher.openai;

import java.time.Duration;

/** Spaces requests evenly over the minute. Times count from any fixed moment on. Safe for threads. */
final class RequestRate {

    private final long intervalNanos;
    private long nextNanos;

    RequestRate(int perMinute) {
        this.intervalNanos = Duration.ofMinutes(1).toNanos() / perMinute;
    }

    /** Takes the next turn: how long to wait for it. */
    synchronized Duration take(long nowNanos) {
        long turn = Math.max(nextNanos, nowNanos);
        nextNanos = turn + intervalNanos;
        return Duration.ofNanos(turn - nowNanos);
    }

    /** No turn that is taken from now on comes before this moment. */
    synchronized void hold(long untilNanos) {
        nextNanos = Math.max(nextNanos, untilNanos);
    }
}
