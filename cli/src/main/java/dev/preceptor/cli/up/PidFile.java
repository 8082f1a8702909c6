package dev.preceptor.cli.up;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.file.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * The process id of one process and when it started, in a file: {@code 4711 2026-01-01T00:00:00.120Z}. Ids are used again, so
 * an id whose process started at another time is somebody else's.
 */
record PidFile(Path path) {

    /** The system's clock of starts is read anew by each JVM, and may differ by a tick of a second. */
    private static final long SAME_START_MILLIS = 2000;

    private static final String ENDING = ".pid";

    static PidFile of(Path folder, String name) {
        return new PidFile(folder.resolve(name + ENDING));
    }

    static boolean isOne(Path path) {
        return path.toString().endsWith(ENDING);
    }

    /** The process that it is about. */
    String name() {
        String name = path.getFileName().toString();
        return name.substring(0, name.length() - ENDING.length());
    }

    void write(ProcessHandle process) {
        String line = process.pid() + " " + process.info().startInstant().orElse(Instant.EPOCH) + "\n";
        try {
            WholeFile.write(path, line);
        } catch (IOException e) {
            throw CommandException.failed(path + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** The process, if it is the one that was written down and still lives. */
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

    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw CommandException.failed(path + " cannot be deleted: " + e.getMessage(), e);
        }
    }

    private static boolean startedAt(ProcessHandle process, String instant) {
        try {
            long written = Instant.parse(instant).toEpochMilli();
            return process.info()
                    .startInstant()
                    .map(start -> Math.abs(start.toEpochMilli() - written) <= SAME_START_MILLIS)
                    .orElse(false);
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
