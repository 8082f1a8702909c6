package dev.preceptor.trainer.command;

import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingProgress;
import dev.preceptor.contracts.event.TrainingStep;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.trainer.engine.TrainingException;
import dev.preceptor.trainer.engine.TrainingMonitor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Runs the program of a job once, and watches it. */
final class TrainerProgram {

    private static final Logger LOG = Logger.getLogger(TrainerProgram.class);
    private static final long POLL_MILLIS = 200;
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    private static final int SIGNALLED = 128;

    private final CommandLine command;
    private final Duration grace;
    private final JobFolder folder;
    private final JobDescription description;
    private final TrainingJob job;

    TrainerProgram(CommandLine command, Duration grace, JobFolder folder, JobDescription description, TrainingJob job) {
        this.command = command;
        this.grace = grace;
        this.folder = folder;
        this.description = description;
        this.job = job;
    }

    /**
     * Starts the program and waits for its end. If the monitor throws, all processes of the program are ended.
     *
     * @throws TrainingException if the program cannot be started, or the files of the job cannot be read
     */
    ProgramEnd run(TrainingMonitor monitor) {
        JobProcesses processes = new JobProcesses(folder.root());
        try {
            ProgressFile lines = new ProgressFile(folder.progress());
            Process process = start(processes);
            Watch watch = new Watch(lines, monitor);
            while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)
                    && watch.fault().isEmpty()) {
                monitor.check().run();
                watch.read();
            }
            if (watch.fault().isEmpty()) {
                watch.read();
            }
            if (watch.fault().isPresent()) {
                return new ProgramEnd.TrainingFailed(watch.fault().get());
            }
            return end(process.exitValue(), watch);
        } catch (IOException e) {
            throw new TrainingException(folder.progress() + " cannot be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            ShutdownSignal.interrupted();
            throw TrainingException.shuttingDown();
        } finally {
            processes.end(grace);
        }
    }

    private Process start(JobProcesses processes) {
        ProcessBuilder program = new ProcessBuilder(command.of(folder.root()))
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
        processes.mark(program.environment());
        try {
            Process process = program.start();
            processes.started(process);
            LOG.infof("%s round %d: trains as process %d", job.runId(), job.round(), process.pid());
            return process;
        } catch (IOException e) {
            throw new TrainingException("the program of trainer.command cannot be started: " + e.getMessage(), e);
        }
    }

    private ProgramEnd end(int status, Watch watch) {
        Optional<TrainingManifest> manifest = folder.manifest();
        if (manifest.isPresent()) {
            Optional<String> fault = manifest.get().fault(description, folder.output());
            return fault.<ProgramEnd>map(reason -> new ProgramEnd.TrainingFailed("the manifest " + reason))
                    .orElseGet(() -> new ProgramEnd.Succeeded(manifest.get()));
        }
        if (watch.failure != null) {
            String reason = watch.failure.message();
            return watch.failure.kind().equals("infrastructure")
                    ? new ProgramEnd.InfrastructureFailed(reason)
                    : new ProgramEnd.TrainingFailed(reason);
        }
        String reason = described(status) + " and wrote no manifest" + folder.endOfLog();
        return status == 0 || status == NOT_FOUND || status == NOT_EXECUTABLE
                ? new ProgramEnd.TrainingFailed(reason)
                : new ProgramEnd.InfrastructureFailed(reason);
    }

    private static String described(int status) {
        return status > SIGNALLED
                ? "the program was ended by signal " + (status - SIGNALLED)
                : "the program ended with status " + status;
    }

    /** What the program has reported. */
    private final class Watch {

        private final ProgressFile lines;
        private final TrainingMonitor monitor;
        private int steps = description.steps();
        private ProgressLine.Failed failure;
        private String fault;

        Watch(ProgressFile lines, TrainingMonitor monitor) {
            this.lines = lines;
            this.monitor = monitor;
        }

        /** Why the program must not go on; empty if it may. */
        Optional<String> fault() {
            return Optional.ofNullable(fault);
        }

        void read() throws IOException {
            for (ProgressLine line : lines.read()) {
                accept(line);
            }
        }

        private void accept(ProgressLine line) {
            if (line instanceof ProgressLine.Started started) {
                steps = started.steps();
                if (started.worldSize() != description.worldSize()) {
                    fault = "%d processes train together, not %d as trainer.world-size says"
                            .formatted(started.worldSize(), description.worldSize());
                }
            } else if (line instanceof ProgressLine.Step step) {
                TrainingStep done =
                        new TrainingStep(step.step(), step.loss(), step.learningRate(), step.gradNorm(), step.tokens());
                monitor.step()
                        .accept(new TrainingProgress(
                                job.id(), job.runId(), job.round(), done, steps, step.tokensPerSecond()));
            } else if (line instanceof ProgressLine.Saved saved) {
                folder.state(saved.state()).ifPresent(monitor.saved());
            } else if (line instanceof ProgressLine.Failed failed) {
                // Where one process fails, others report that they lost it: the reason counts, not the consequence.
                failure = failure == null || failure.kind().equals("infrastructure") ? failed : failure;
            }
        }
    }
}
