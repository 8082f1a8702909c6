package dev.preceptor.trainer.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * All processes of a job on this machine. They are found by an environment variable that each inherits: torchrun starts its workers in
 * sessions of their own, so that neither a process group nor a session contains them, and workers whose torchrun was killed have no
 * parent that is known. Where there is no {@code /proc}, only the descendants of the program are found.
 */
final class JobProcesses {

    private static final Logger LOG = Logger.getLogger(JobProcesses.class);
    private static final String VARIABLE = "PRECEPTOR_TRAINING_JOB";
    private static final Path PROCESSES = Path.of("/proc");
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 50;

    private final Path job;
    private Process program;

    /** @param job the job's folder, which is the value of the variable */
    JobProcesses(Path job) {
        this.job = job;
    }

    /** Marks the program that will be started, and so everything that it starts. */
    void mark(Map<String, String> environment) {
        environment.put(VARIABLE, job.toString());
    }

    void started(Process process) {
        program = process;
    }

    /**
     * Ends all processes: SIGTERM, and SIGKILL for those that are alive after the grace.
     *
     * @return whether there were any
     */
    boolean end(Duration grace) {
        List<ProcessHandle> found = alive();
        if (found.isEmpty()) {
            return false;
        }
        found.forEach(ProcessHandle::destroy);
        if (!awaitEnd(grace, false)) {
            LOG.infof("the program of %s has not ended after %d s and is killed", job, grace.toSeconds());
        }
        if (!awaitEnd(KILL_TIMEOUT, true)) {
            LOG.warnf("processes of %s cannot be killed: %s", job, alive());
        }
        return true;
    }

    private boolean awaitEnd(Duration timeout, boolean kill) {
        long deadline = System.nanoTime() + timeout.toNanos();
        List<ProcessHandle> left = alive();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            if (kill) {
                left.forEach(ProcessHandle::destroyForcibly);
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                left.forEach(ProcessHandle::destroyForcibly);
                return false;
            }
            left = alive();
        }
        return left.isEmpty();
    }

    private List<ProcessHandle> alive() {
        if (Files.isDirectory(PROCESSES.resolve("self"))) {
            long own = ProcessHandle.current().pid();
            try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
                return all.filter(process -> process.pid() != own && isMarked(process))
                        .toList();
            }
        }
        return program == null
                ? List.of()
                : Stream.concat(program.descendants(), Stream.of(program.toHandle()))
                        .filter(ProcessHandle::isAlive)
                        .toList();
    }

    private boolean isMarked(ProcessHandle process) {
        try {
            byte[] environment = Files.readAllBytes(
                    PROCESSES.resolve(Long.toString(process.pid())).resolve("environ"));
            String marked = "\0" + VARIABLE + "=" + job + "\0";
            return ("\0" + new String(environment, StandardCharsets.UTF_8)).contains(marked);
        } catch (IOException e) {
            // It has ended, or is another user's.
            return false;
        }
    }
}
