package dev.preceptor.cli.progress;

import dev.preceptor.contracts.report.StageProgress;
import java.util.OptionalDouble;

/** How fast a stage goes, since it was first seen: what was done before then says nothing of its speed. */
final class Pace {

    private static final double LEAST_SECONDS = 1.0;

    private final long sinceNanos;
    private final int doneThen;

    Pace(StageProgress first, long nowNanos) {
        sinceNanos = nowNanos;
        doneThen = first.done();
    }

    /** Per second; empty while too little is known. */
    OptionalDouble rate(StageProgress now, long nowNanos) {
        double seconds = (nowNanos - sinceNanos) / 1e9;
        int done = now.done() - doneThen;
        return seconds < LEAST_SECONDS || done <= 0 ? OptionalDouble.empty() : OptionalDouble.of(done / seconds);
    }

    /** Seconds to the stage's end, were it to go on like this; empty while too little is known, or at its end. */
    OptionalDouble secondsLeft(StageProgress now, long nowNanos) {
        int left = now.total() - now.done();
        OptionalDouble rate = rate(now, nowNanos);
        return left <= 0 || rate.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(left / rate.getAsDouble());
    }
}
