package dev.preceptor.cli.progress;

import dev.preceptor.contracts.report.StageProgress;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Progress on a terminal: a block of lines that each update redraws. */
final class ProgressInPlace implements ProgressView {

    private final PrintWriter err;
    private final int columns;
    private final LongSupplier nanoClock;
    private final Map<String, Pace> paces = new HashMap<>();
    private int drawn;

    ProgressInPlace(PrintWriter err, int columns, LongSupplier nanoClock) {
        this.err = err;
        this.columns = columns;
        this.nanoClock = nanoClock;
    }

    @Override
    public void show(List<StageProgress> stages) {
        long now = nanoClock.getAsLong();
        StringBuilder block = new StringBuilder();
        if (drawn > 0) {
            block.append("\u001B[").append(drawn).append("A\u001B[J");
        }
        List<StageProgress> begun = StageLine.begun(stages);
        for (StageProgress stage : begun) {
            Pace pace = paces.computeIfAbsent(stage.stage(), name -> new Pace(stage, now));
            String line = StageLine.of(stage, pace, now);
            // A wrapped line would take two rows, and the next update would not move up far enough.
            block.append(line, 0, Math.min(line.length(), columns - 1)).append('\n');
        }
        drawn = begun.size();
        err.print(block);
        err.flush();
    }
}
