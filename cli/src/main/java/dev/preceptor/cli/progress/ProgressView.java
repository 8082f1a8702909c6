package dev.preceptor.cli.progress;

import dev.preceptor.cli.terminal.Terminal;
import dev.preceptor.contracts.report.StageProgress;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.LongSupplier;

/** Shows the progress of the stages of a run. */
public interface ProgressView {

    /** Returns an in-place view if standard error is a terminal, otherwise a log. */
    static ProgressView on(PrintWriter err, Terminal terminal, LongSupplier nanoClock) {
        return terminal.errorIsTerminal()
                ? new ProgressInPlace(err, terminal.columns(), nanoClock)
                : new ProgressLog(err, nanoClock);
    }

    /** Shows the newest state; called about once a second. */
    void show(List<StageProgress> stages);
}
