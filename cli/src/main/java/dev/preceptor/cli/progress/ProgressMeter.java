package dev.preceptor.cli.progress;

import dev.preceptor.contracts.report.StageProgress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Counts the finished items of work in this process, and updates a progress view at most twice a second. Not thread-safe. */
public final class ProgressMeter {

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ProgressView view;
    private final String stage;
    private final int total;
    private final LongSupplier nanoClock;
    private long shownAt;
    private int done;

    /** Creates a meter at 0 and shows it. */
    public ProgressMeter(ProgressView view, String stage, int total, LongSupplier nanoClock) {
        this(view, stage, 0, total, nanoClock);
    }

    /** Creates a meter for resumed work and shows it. The {@code done} items of earlier do not count towards the speed. */
    public ProgressMeter(ProgressView view, String stage, int done, int total, LongSupplier nanoClock) {
        this.view = view;
        this.stage = stage;
        this.done = done;
        this.total = total;
        this.nanoClock = nanoClock;
        show(null);
    }

    /** Counts one more item as done. */
    public void advance() {
        reach(done + 1, null);
    }

    /** Sets the number of finished items; the note may be null. */
    public void reach(int count, String note) {
        done = count;
        if (done >= total || nanoClock.getAsLong() - shownAt >= INTERVAL_NANOS) {
            show(note);
        }
    }

    private void show(String note) {
        shownAt = nanoClock.getAsLong();
        view.show(List.of(new StageProgress(stage, done, total, note)));
    }
}
