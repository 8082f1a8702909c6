package dev.preceptor.cli.progress;

import dev.preceptor.contracts.report.StageProgress;
import java.util.OptionalDouble;

/** The speed of a stage, measured from its first report on. Items that were done before it do not count. */
final class Pace {

    private static final double LEAST_SECONDS = 1.0;

    private final long sinceNanos;
    private final int doneThen;

    Pace(StageProgress first, long nowNanos) {
        sinceNanos = nowNanos;
        doneThen = first.done();
    }

    /** Items per second; empty if nothing was done yet or less than a second was measured. */
    OptionalDouble rate(StageProgress now, long nowNanos) {
        double seconds = (nowNanos - sinceNanos) / 1e9;
        int done = now.done() - doneThen;
        return seconds < LEAST_SECONDS || done <= 0 ? OptionalDouble.empty() : OptionalDouble.of(done / seconds);
    }

    /** The estimated seconds until the stage ends, at the current rate; empty if the rate is unknown or the stage has ended. */
    OptionalDouble secondsLeft(StageProgress now, long nowNanos) {
        int left = now.total() - now.done();
        OptionalDouble rate = rate(now, nowNanos);
        return left <= 0 || rate.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(left / rate.getAsDouble());
    }
}
