package dev.preceptor.cli.run;

import dev.preceptor.cli.progress.ProgressView;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.report.RunRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Follows a run until it ends or is held. Waits for a server that is unreachable for a while, for example during a restart. */
public final class RunWatch {

    private final RunClient client;
    private final ProgressView progress;
    private final OutageRetry retry;

    /** @param maxOutage how long the server may be unreachable */
    public RunWatch(RunClient client, ProgressView progress, Duration interval, Duration maxOutage) {
        this.client = client;
        this.progress = progress;
        this.retry = new OutageRetry(interval, maxOutage);
    }

    /**
     * Starts the run and returns its last report.
     *
     * @throws dev.preceptor.cli.CommandException if the server rejects the run, or is unreachable for too long
     */
    public RunReport toTheEnd(RunRequest request) {
        return toTheEnd(request, report -> {});
    }

    /** As {@link #toTheEnd(RunRequest)}; the practice tasks that the run generates are taken when they are there. */
    RunReport toTheEnd(RunRequest request, GeneratedPractice practice) {
        return toTheEnd(request, report -> practice.take(report, client, retry));
    }

    private RunReport toTheEnd(RunRequest request, Consumer<RunReport> each) {
        RunReport report = retry.send(() -> client.submit(request));
        String runId = report.runId();
        while (!report.state().ended() && report.state() != Run.State.HELD) {
            progress.show(report.progress());
            each.accept(report);
            retry.pause();
            report = retry.send(() -> client.report(runId));
        }
        progress.show(report.progress());
        each.accept(report);
        return report;
    }

    List<Lesson> lessons(String runId, int limit) {
        return retry.send(() -> client.lessons(runId, limit));
    }
}
