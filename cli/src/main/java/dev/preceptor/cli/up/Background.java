package dev.preceptor.cli.up;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.embedded.DataDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts {@code up} again, in a process that outlives this one. */
record Background(DataDirectory data, PidFolder pids) {

    private static final long LONGEST_START_SECONDS = 400;
    private static final long INTERVAL_MILLIS = 200;

    /** Returns when all services are ready. */
    void start(List<String> arguments, PrintWriter err) throws InterruptedException {
        Path log = data.path().resolve("logs").resolve("up.log");
        Process process = started(arguments, log);
        err.println("Starting on " + data.path() + " ...");
        err.flush();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_START_SECONDS);
        while (!pids.isReady()) {
            if (process.waitFor(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw CommandException.failed("it ended as it started: " + lastLine(log) + "; all of it is in " + log);
            }
            if (System.nanoTime() > deadline) {
                process.destroy();
                throw CommandException.failed("it was not ready in time; " + log + " says why");
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
            return new ProcessBuilder(Supervisor.inItsOwnSession(command))
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw CommandException.failed("cannot start in the background: " + e.getMessage(), e);
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
