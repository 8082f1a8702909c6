package dev.preceptor.cli.progress;

import dev.preceptor.contracts.report.StageProgress;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Progress for a log: one line when a stage begins, one when it ends, and at most one every ten seconds in between; also one when a stage
 * that does not move gets a note, which says what it waits for.
 */
final class ProgressLog implements ProgressView {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final PrintWriter err;
    private final LongSupplier nanoClock;
    private final Map<String, Stage> shown = new HashMap<>();

    /** The last printed state of a stage. */
    private record Stage(Pace pace, StageProgress last, long atNanos) {}

    ProgressLog(PrintWriter err, LongSupplier nanoClock) {
        this.err = err;
        this.nanoClock = nanoClock;
    }

    @Override
    public void show(List<StageProgress> stages) {
        long now = nanoClock.getAsLong();
        for (StageProgress stage : StageLine.begun(stages)) {
            Stage before = shown.get(stage.stage());
            Pace pace = before == null ? new Pace(stage, now) : before.pace();
            if (before == null || worthALine(stage, before, now)) {
                err.println(StageLine.of(stage, pace, now));
                shown.put(stage.stage(), new Stage(pace, stage, now));
            }
        }
        err.flush();
    }

    private static boolean worthALine(StageProgress stage, Stage before, long now) {
        boolean moved = stage.done() != before.last().done()
                || stage.total() != before.last().total();
        // The total of the teaching stage grows, so it reaches its total several times before it ends.
        boolean ended = stage.done() >= stage.total() && !stage.stage().startsWith("teaching");
        boolean waits = !moved && stage.note() != null && before.last().note() == null;
        return waits || moved && (ended || now - before.atNanos() >= INTERVAL_NANOS);
    }
}
