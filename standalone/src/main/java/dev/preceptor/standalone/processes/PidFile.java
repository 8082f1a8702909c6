package dev.preceptor.standalone.processes;

import dev.preceptor.standalone.AtomicFile;
import dev.preceptor.standalone.StandaloneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A file with a process id and the time when the process started: {@code 4711 2026-01-01T00:00:00.120Z}. Operating systems
 * reuse ids; the start time tells whether a running process is still the same one.
 */
public record PidFile(Path path) {

    /** Each JVM computes start times from the boot time anew; two may differ by a clock tick. */
    private static final long START_TOLERANCE_MILLIS = 2000;

    private static final String ENDING = ".pid";

    public static PidFile of(Path folder, String name) {
        return new PidFile(folder.resolve(name + ENDING));
    }

    static boolean isOne(Path path) {
        return path.toString().endsWith(ENDING);
    }

    /** The name of the process. */
    String name() {
        String name = path.getFileName().toString();
        return name.substring(0, name.length() - ENDING.length());
    }

    public void write(ProcessHandle process) {
        String line = process.pid() + " " + process.info().startInstant().orElse(Instant.EPOCH) + "\n";
        try {
            AtomicFile.write(path, line);
        } catch (IOException e) {
            throw new StandaloneException(path + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** The process, if it still runs. */
    Optional<ProcessHandle> process() {
        String[] words;
        try {
            words = Files.readString(path).strip().split(" ");
        } catch (IOException e) {
            return Optional.empty();
        }
        if (words.length != 2 || !words[0].matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(words[0]))
                .filter(ProcessHandle::isAlive)
                .filter(process -> startedAt(process, words[1]));
    }

    public void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new StandaloneException(path + " cannot be deleted: " + e.getMessage(), e);
        }
    }

    /**
     * Ends the process if it runs, and deletes the file.
     *
     * @param grace after which a process that has not ended is killed
     * @param report gets a line for a person if that happens
     * @return whether the process was running
     */
    boolean endProcess(Duration grace, Consumer<String> report) {
        ProcessHandle process = process().orElse(null);
        if (process != null) {
            process.destroy();
            try {
                process.onExit().get(grace.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                report.accept(name() + " did not end within " + grace.toSeconds() + " s and was killed");
                process.destroyForcibly();
            } catch (ExecutionException e) {
                throw new IllegalStateException("waiting for a process does not fail", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StandaloneException("interrupted", e);
            }
        }
        delete();
        return process != null;
    }

    private static boolean startedAt(ProcessHandle process, String instant) {
        try {
            long written = Instant.parse(instant).toEpochMilli();
            return process.info()
                    .startInstant()
                    .map(start -> Math.abs(start.toEpochMilli() - written) <= START_TOLERANCE_MILLIS)
                    .orElse(false);
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
