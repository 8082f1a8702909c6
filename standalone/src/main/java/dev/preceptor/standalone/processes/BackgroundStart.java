package dev.preceptor.standalone.processes;

import dev.preceptor.standalone.DataDirectory;
import dev.preceptor.standalone.StandaloneException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts {@code up} in a process that outlives this one. */
public record BackgroundStart(DataDirectory data, PidFolder pids) {

    private static final long TIMEOUT_SECONDS = 400;
    private static final long POLL_MILLIS = 200;

    /**
     * Returns when all services are ready.
     *
     * @param arguments of this command line
     * @throws StandaloneException if the process ends or is not ready in time
     */
    public void start(List<String> arguments) throws InterruptedException {
        Path log = data.log(PidFolder.SUPERVISOR);
        Process process = started(arguments, log);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (!pids.isReady()) {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new StandaloneException("it ended as it started: " + lastLine(log) + "; all of it is in " + log);
            }
            if (System.nanoTime() > deadline) {
                process.destroy();
                throw new StandaloneException("it was not ready in time; " + log + " says why");
            }
        }
    }

    private static Process started(List<String> arguments, Path log) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-jar", System.getProperty("java.class.path")));
        command.addAll(arguments);
        try {
            Files.createDirectories(log.getParent());
            return new ProcessBuilder(Supervisor.inOwnSession(command))
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new StandaloneException("cannot start in the background: " + e.getMessage(), e);
        }
    }

    private static String lastLine(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.stream()
                    .filter(line -> line.startsWith("error: "))
                    .reduce((earlier, later) -> later)
                    .map(line -> line.substring("error: ".length()))
                    .orElse("no word of why");
        } catch (IOException e) {
            return "its log cannot be read";
        }
    }
}
