package dev.preceptor.cli.run;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.progress.ProgressView;
import dev.preceptor.cli.run.RunClient.UnreachableException;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.report.RunRequest;
import java.time.Duration;
import java.util.List;

/** Follows a run to its end, or until it is held. A server that is away for a while is waited for, as a restart makes it. */
public final class RunWatch {

    private final RunClient client;
    private final ProgressView progress;
    private final Duration interval;
    private final Duration patience;

    /** @param patience how long the server may be away */
    public RunWatch(RunClient client, ProgressView progress, Duration interval, Duration patience) {
        this.client = client;
        this.progress = progress;
        this.interval = interval;
        this.patience = patience;
    }

    /**
     * Starts the run and returns its last report.
     *
     * @throws CommandException if the server refuses the run, or is away for too long
     */
    public RunReport toTheEnd(RunRequest request) {
        RunReport report = patiently(() -> client.submit(request));
        String runId = report.runId();
        while (!report.state().ended() && report.state() != Run.State.HELD) {
            progress.show(report.progress());
            pause();
            report = patiently(() -> client.report(runId));
        }
        progress.show(report.progress());
        return report;
    }

    List<Lesson> lessons(String runId, int limit) {
        return patiently(() -> client.lessons(runId, limit));
    }

    private interface Request<T> {
        T send() throws UnreachableException;
    }

    private <T> T patiently(Request<T> request) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return request.send();
            } catch (UnreachableException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw CommandException.failed(e.getMessage(), e);
                }
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(interval.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted");
        }
    }
}
