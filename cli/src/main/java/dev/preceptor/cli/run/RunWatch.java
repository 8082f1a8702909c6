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

/** Follows a run until it ends or is held. Waits for a server that is unreachable for a while, for example during a restart. */
public final class RunWatch {

    private final RunClient client;
    private final ProgressView progress;
    private final Duration interval;
    private final Duration maxOutage;

    /** @param maxOutage how long the server may be unreachable */
    public RunWatch(RunClient client, ProgressView progress, Duration interval, Duration maxOutage) {
        this.client = client;
        this.progress = progress;
        this.interval = interval;
        this.maxOutage = maxOutage;
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
        return retryWhileUnreachable(() -> client.submit(request));
    }

    /** Follows a run from its first report to its last. */
    RunReport toTheEnd(RunReport first) {
        RunReport report = first;
        String runId = report.runId();
        while (!report.state().ended() && report.state() != Run.State.HELD) {
            progress.show(report.progress());
            pause();
            report = retryWhileUnreachable(() -> client.report(runId));
        }
        progress.show(report.progress());
        return report;
    }

    List<Lesson> lessons(String runId, int limit) {
        return retryWhileUnreachable(() -> client.lessons(runId, limit));
    }

    private interface Request<T> {
        T send() throws UnreachableException;
    }

    private <T> T retryWhileUnreachable(Request<T> request) {
        long deadline = System.nanoTime() + maxOutage.toNanos();
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
