package dev.preceptor.standalone.processes;

import dev.preceptor.standalone.StandaloneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Starts processes, restarts those that die, and ends all of them in reverse order.
 *
 * <p>No library: those for processes (commons-exec, zt-exec, NuProcess) start and await one process, and none restarts it with a
 * backoff or ends a group in order; systemd or Docker would have to be installed.
 */
final class Supervisor {

    /** Work that a service has in flight then is done again later. The whole stop takes at most some fifteen seconds. */
    private static final Duration GRACE_OF_SERVICES = Duration.ofSeconds(8);

    private static final Duration GRACE_OF_THE_BROKER = Duration.ofSeconds(4);

    private static final long POLL_MILLIS = 1000;

    private final Path pids;
    private final Consumer<String> report;
    private final Predicate<ProcessDefinition> ready;
    /** In the order in which they were started. */
    private final Map<ProcessDefinition, Process> running = new LinkedHashMap<>();

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CompletableFuture<Void> failure = new CompletableFuture<>();

    /**
     * @param pids the folder of the pid files
     * @param report gets a line for a person when a process dies or is killed
     * @param ready whether a process is ready
     */
    Supervisor(Path pids, Consumer<String> report, Predicate<ProcessDefinition> ready) {
        this.pids = pids;
        this.report = report;
        this.ready = ready;
    }

    /** Starts the process now and again whenever it dies. If it is given up, {@link #failure} completes. */
    void start(ProcessDefinition definition) {
        Process first = launch(definition);
        Thread thread = new Thread(() -> watch(definition, first), definition.name());
        thread.setDaemon(true);
        thread.start();
    }

    /** Completes exceptionally, with a {@link StandaloneException}, when a process is given up. */
    CompletableFuture<Void> failure() {
        return failure;
    }

    /** Ends the processes, the last started first, and returns when all have ended. */
    void stop() {
        stopping.countDown();
        List<Map.Entry<ProcessDefinition, Process>> all;
        synchronized (running) {
            all = new ArrayList<>(running.entrySet());
        }
        Collections.reverse(all);
        // The broker last: services still send to it while they end.
        end(all.stream().filter(entry -> !entry.getKey().isBroker()).toList(), GRACE_OF_SERVICES);
        end(all.stream().filter(entry -> entry.getKey().isBroker()).toList(), GRACE_OF_THE_BROKER);
    }

    private void watch(ProcessDefinition definition, Process first) {
        RestartPolicy restarts = new RestartPolicy(System::nanoTime);
        Process process = first;
        try {
            while (process != null) {
                int status = awaitExit(definition, process, restarts);
                if (stopping.getCount() == 0) {
                    return;
                }
                String what = definition.name() + " ended with status " + status;
                Duration delay = restarts.delayAfterDeath().orElse(null);
                if (delay == null) {
                    failure.completeExceptionally(
                            new StandaloneException(what + " again and again; its log says why: " + definition.log()));
                    return;
                }
                report.accept(
                        what + "; starting it again in " + delay.toSeconds() + " s. Its log: " + definition.log());
                if (stopping.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                process = launch(definition);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StandaloneException e) {
            failure.completeExceptionally(e);
        }
    }

    /** Waits for the exit status; tells the restart policy when the process is ready. */
    private int awaitExit(ProcessDefinition definition, Process process, RestartPolicy restarts)
            throws InterruptedException {
        while (!ready.test(definition)) {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        }
        restarts.ready();
        return process.waitFor();
    }

    /** Returns null when the supervisor is stopping. */
    private Process launch(ProcessDefinition definition) {
        synchronized (running) {
            if (stopping.getCount() == 0) {
                return null;
            }
            try {
                Files.createDirectories(definition.log().getParent());
                Process process = new ProcessBuilder(inOwnSession(definition.command()))
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(
                                definition.log().toFile()))
                        .start();
                running.put(definition, process);
                PidFile.of(pids, definition.name()).write(process.toHandle());
                return process;
            } catch (IOException e) {
                throw new StandaloneException(definition.name() + " cannot be started: " + e.getMessage(), e);
            }
        }
    }

    /** Ctrl-C signals all processes of a terminal's session; the supervisor must end the others, in order. */
    static List<String> inOwnSession(List<String> command) {
        Path setsid = Path.of("/usr/bin/setsid");
        if (!Files.isExecutable(setsid)) {
            return command;
        }
        List<String> apart = new ArrayList<>(List.of(setsid.toString()));
        apart.addAll(command);
        return apart;
    }

    private void end(List<Map.Entry<ProcessDefinition, Process>> processes, Duration grace) {
        processes.forEach(entry -> entry.getValue().destroy());
        long deadline = System.nanoTime() + grace.toNanos();
        for (Map.Entry<ProcessDefinition, Process> entry : processes) {
            Process process = entry.getValue();
            try {
                if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    report.accept(
                            entry.getKey().name() + " did not end within " + grace.toSeconds() + " s and was killed");
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
            PidFile.of(pids, entry.getKey().name()).delete();
        }
    }
}
