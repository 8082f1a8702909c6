package dev.preceptor.cli.run;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.progress.ProgressView;
import dev.preceptor.contracts.event.GenerationProgress;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.report.GenerationRequest;
import dev.preceptor.contracts.report.GenerationStatus;
import dev.preceptor.contracts.report.StageProgress;
import java.util.List;

/** Follows a generation of tasks until it ends. Waits for a server that is unreachable for a while. */
public final class GenerationWatch {

    private final RunClient client;
    private final ProgressView progress;
    private final OutageRetry retry;

    public GenerationWatch(RunClient client, ProgressView progress, OutageRetry retry) {
        this.client = client;
        this.progress = progress;
        this.retry = retry;
    }

    /**
     * Starts or continues the generation.
     *
     * @throws CommandException if the server rejects the request, or is unreachable for too long
     */
    public GenerationStatus start(GenerationRequest request) {
        return retry.send(() -> client.submit(request));
    }

    /**
     * Returns the generation when it has ended.
     *
     * @throws CommandException if the server is unreachable for too long
     */
    public GenerationStatus toTheEnd(GenerationStatus started) {
        GenerationStatus status = started;
        String id = started.id();
        while (status.state() == Job.State.RUNNING) {
            show(status.progress());
            retry.pause();
            status = retry.send(() -> client.generation(id));
        }
        show(status.progress());
        if (status.state() == Job.State.UNKNOWN) {
            throw CommandException.failed("the server is of a newer version: the generation " + id
                    + " is in a state that this version does not know");
        }
        return status;
    }

    /** The tasks of a generation that has ended, as lines of a task file; empty if there are none. */
    public String tasks(String id) {
        return retry.send(() -> client.generatedTasks(id));
    }

    private void show(GenerationProgress reached) {
        progress.show(
                List.of(new StageProgress("tasks", reached.tasks(), reached.wanted(), reached.decided() + " drafts")));
    }
}
