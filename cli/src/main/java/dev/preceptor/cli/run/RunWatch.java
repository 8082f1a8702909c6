package dev.preceptor.cli.run;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.progress.ProgressView;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.report.RunRequest;
import java.util.List;
import java.util.function.Consumer;

/** Follows a run until it ends or is held. Waits for a server that is unreachable for a while, for example during a restart. */
public final class RunWatch {

    private final RunClient client;
    private final ProgressView progress;
    private final OutageRetry retry;

    public RunWatch(RunClient client, ProgressView progress, OutageRetry retry) {
        this.client = client;
        this.progress = progress;
        this.retry = retry;
    }

    /**
     * Starts the run and returns its last report.
     *
     * @throws CommandException if the server rejects the run, or is unreachable for too long
     */
    public RunReport toTheEnd(RunRequest request) {
        return toTheEnd(begin(request));
    }

    /**
     * Starts the run, or finds the run that the same request started earlier.
     *
     * @throws CommandException if the server rejects the run, or is unreachable for too long
     */
    RunReport begin(RunRequest request) {
        return retry.send(() -> client.submit(request));
    }

    /** Follows a run from its first report to its last. */
    RunReport toTheEnd(RunReport first) {
        return follow(first, report -> {});
    }

    /** As {@link #toTheEnd(RunReport)}; the practice tasks that the run generates are taken when they are there. */
    RunReport toTheEnd(RunReport first, GeneratedPractice practice) {
        return follow(first, report -> practice.take(report, client, retry));
    }

    /**
     * Follows a run that was started before, and returns its last report.
     *
     * @throws CommandException if the server is unreachable for too long
     */
    public RunReport follow(String runId) {
        return follow(retry.send(() -> client.report(runId)), report -> {});
    }

    private RunReport follow(RunReport first, Consumer<RunReport> each) {
        RunReport report = first;
        String runId = first.runId();
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

    /** All samples of a run's practice tasks that have ended. */
    public List<Lesson> samples(String runId) {
        return retry.send(() -> client.samples(runId));
    }

    List<Lesson> lessons(String runId, int limit) {
        return retry.send(() -> client.lessons(runId, limit));
    }
}
