package dev.preceptor.trainer.program;

import dev.preceptor.contracts.event.TrainingProgress;
import dev.preceptor.contracts.event.TrainingStep;
import dev.preceptor.trainer.engine.TrainingException;
import dev.preceptor.trainer.engine.TrainingMonitor;
import java.io.IOException;
import java.util.Optional;

/** What a running program has written into the job's folder, passed on to a monitor. */
public final class ProgramReport {

    private static final String INFRASTRUCTURE = "infrastructure";

    private final ProgramRun run;
    private final TrainingMonitor monitor;
    private final ProgressFile lines;
    private int steps;
    private ProgressLine.Failed failure;
    private String fault;

    /** @param progress the number of bytes of progress.jsonl that earlier programs have written */
    public ProgramReport(ProgramRun run, TrainingMonitor monitor, long progress) {
        this.run = run;
        this.monitor = monitor;
        this.lines = new ProgressFile(run.folder().progress(), progress);
        this.steps = run.description().steps();
    }

    /**
     * Reads what was appended since the last call.
     *
     * @throws TrainingException if the file cannot be read
     * @throws RuntimeException if the monitor ends the training
     */
    public void read() {
        try {
            for (ProgressLine line : lines.read()) {
                accept(line);
            }
        } catch (IOException e) {
            throw new TrainingException(run.folder().progress() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Why the program must not go on; empty if it may. */
    public Optional<ProgramEnd> fault() {
        return Optional.ofNullable(fault).map(ProgramEnd.TrainingFailed::new);
    }

    /** The failure of the training that the program has reported: a repetition would fail, too. Empty for other failures. */
    public Optional<ProgramEnd> trainingFailure() {
        return Optional.ofNullable(failure)
                .filter(reported -> !reported.kind().equals(INFRASTRUCTURE))
                .map(reported -> new ProgramEnd.TrainingFailed(reported.message()));
    }

    /** The end that the manifest tells; empty if there is no manifest. */
    public Optional<ProgramEnd> result() {
        return run.folder().manifest().map(manifest -> manifest.fault(
                        run.description(), run.folder().output())
                .<ProgramEnd>map(reason -> new ProgramEnd.TrainingFailed("the manifest " + reason))
                .orElseGet(() -> new ProgramEnd.Succeeded(manifest)));
    }

    /** The failure that the program has reported; empty if it reported none. */
    public Optional<ProgramEnd> failure() {
        return trainingFailure().or(() -> Optional.ofNullable(failure)
                .map(reported -> new ProgramEnd.InfrastructureFailed(reported.message())));
    }

    private void accept(ProgressLine line) {
        if (line instanceof ProgressLine.Started started) {
            steps = started.steps();
            int expected = run.description().worldSize();
            if (started.worldSize() != expected) {
                fault = "%d processes train together, not %d as trainer.world-size says"
                        .formatted(started.worldSize(), expected);
            }
        } else if (line instanceof ProgressLine.Step step) {
            TrainingStep done =
                    new TrainingStep(step.step(), step.loss(), step.learningRate(), step.gradNorm(), step.tokens());
            monitor.step()
                    .accept(new TrainingProgress(
                            run.job().id(), run.job().runId(), run.job().round(), done, steps, step.tokensPerSecond()));
        } else if (line instanceof ProgressLine.Saved saved) {
            run.folder().state(saved.state()).ifPresent(monitor.saved());
        } else if (line instanceof ProgressLine.Failed failed) {
            // Where one process fails, others report that they lost it: the reason counts, not the consequence.
            failure = failure == null || failure.kind().equals(INFRASTRUCTURE) ? failed : failure;
        }
    }
}
