package dev.preceptor.trainer.command;

import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.trainer.engine.TrainingException;
import dev.preceptor.trainer.engine.TrainingMonitor;
import dev.preceptor.trainer.program.CommandLine;
import dev.preceptor.trainer.program.ProgramEnd;
import dev.preceptor.trainer.program.ProgramReport;
import dev.preceptor.trainer.program.ProgramRun;
import dev.preceptor.trainer.program.TrainerProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Runs the program of a job as a process of this machine. */
public final class CommandProgram implements TrainerProgram {

    private static final Logger LOG = Logger.getLogger(CommandProgram.class);
    private static final long POLL_MILLIS = 200;
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    private static final int SIGNALLED = 128;

    private final CommandLine command;
    private final Duration grace;

    /** @param grace the time between SIGTERM and SIGKILL */
    public CommandProgram(CommandLine command, Duration grace) {
        this.command = command;
        this.grace = grace;
    }

    @Override
    public ProgramEnd run(ProgramRun run, TrainingMonitor monitor) {
        JobProcesses processes = new JobProcesses(run.folder().root());
        try {
            ProgramReport report = new ProgramReport(run, monitor, run.folder().progressBytes());
            Process process = start(run, processes);
            while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)
                    && report.fault().isEmpty()) {
                monitor.check().run();
                report.read();
            }
            if (report.fault().isEmpty()) {
                report.read();
            }
            return report.fault().orElseGet(() -> end(process.exitValue(), run, report));
        } catch (InterruptedException e) {
            throw ShutdownSignal.interrupted();
        } finally {
            processes.end(grace);
        }
    }

    @Override
    public void endOthers(ProgramRun run, TrainingMonitor monitor) {
        endAll(run);
    }

    @Override
    public void endAll(ProgramRun run) {
        if (new JobProcesses(run.folder().root()).end(grace)) {
            LOG.infof("%s: ended the program that a killed service had left", run.name());
        }
    }

    private Process start(ProgramRun run, JobProcesses processes) {
        ProcessBuilder program = new ProcessBuilder(command.of(run.folder().root()))
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(run.folder().log().toFile()));
        processes.mark(program.environment());
        try {
            Process process = program.start();
            processes.started(process);
            LOG.infof("%s: trains as process %d", run.name(), process.pid());
            return process;
        } catch (IOException e) {
            throw new TrainingException("the program of trainer.command cannot be started: " + e.getMessage(), e);
        }
    }

    private static ProgramEnd end(int status, ProgramRun run, ProgramReport report) {
        return report.result()
                .or(report::failure)
                .orElseGet(() -> without(status, run.folder().endOfLog()));
    }

    /** The end of a program that wrote no manifest and reported no failure. */
    private static ProgramEnd without(int status, String output) {
        String reason = described(status) + " and wrote no manifest" + output;
        return status == 0 || status == NOT_FOUND || status == NOT_EXECUTABLE
                ? new ProgramEnd.TrainingFailed(reason)
                : new ProgramEnd.InfrastructureFailed(reason);
    }

    private static String described(int status) {
        return status > SIGNALLED
                ? "the program was ended by signal " + (status - SIGNALLED)
                : "the program ended with status " + status;
    }
}
