package dev.preceptor.cli.progress;

import dev.preceptor.contracts.report.StageProgress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Counts work that this process does itself, and shows it now and then. For one thread. */
public final class ProgressMeter {

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ProgressView view;
    private final String stage;
    private final int total;
    private final LongSupplier nanoClock;
    private long shownAt;
    private int done;

    /** Shows the beginning at once. */
    public ProgressMeter(ProgressView view, String stage, int total, LongSupplier nanoClock) {
        this(view, stage, 0, total, nanoClock);
    }

    /** Of work that goes on where so much was done before, which counts for nothing in its pace. */
    public ProgressMeter(ProgressView view, String stage, int done, int total, LongSupplier nanoClock) {
        this.view = view;
        this.stage = stage;
        this.done = done;
        this.total = total;
        this.nanoClock = nanoClock;
        show(null);
    }

    /** One more is done. */
    public void advance() {
        reach(done + 1, null);
    }

    /** So many are done; the note may be null. */
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
