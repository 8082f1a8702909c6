package dev.preceptor.cli.progress;

import dev.preceptor.contracts.report.StageProgress;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Where nothing can be drawn over: a stage's line when it begins, when it ends, and now and then between. */
final class ProgressLog implements ProgressView {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final PrintWriter err;
    private final LongSupplier nanoClock;
    private final Map<String, Stage> shown = new HashMap<>();

    /** A stage as it was last shown. */
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
        // Teaching has caught up with the failures again and again before it ends.
        boolean ended = stage.done() >= stage.total() && !stage.stage().startsWith("teaching");
        return moved && (ended || now - before.atNanos() >= INTERVAL_NANOS);
    }
}
