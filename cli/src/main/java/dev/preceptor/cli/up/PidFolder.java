package dev.preceptor.cli.up;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.embedded.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The pid files of one data directory. */
record PidFolder(Path path) {

    /** The process that starts the others. */
    static final String SUPERVISOR = "up";

    static final String BROKER = "broker";

    static PidFolder in(DataDirectory data) {
        Path path = data.path().resolve("pids");
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw CommandException.failed(path + " cannot be made: " + e.getMessage(), e);
        }
        return new PidFolder(path);
    }

    /** In the order of their names, but the broker last: the services have their last words with it. */
    List<PidFile> files() {
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(PidFile::isOne)
                    .map(PidFile::new)
                    .sorted(Comparator.comparing((PidFile file) -> file.name().equals(BROKER))
                            .thenComparing(PidFile::name))
                    .toList();
        } catch (IOException e) {
            throw CommandException.failed(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Clears away the files of processes that are gone.
     *
     * @throws CommandException if one lives
     */
    void requireNobody(DataDirectory data) {
        String alive = files().stream()
                .filter(file -> file.process().isPresent())
                .map(PidFile::name)
                .collect(Collectors.joining(", "));
        if (!alive.isEmpty()) {
            throw CommandException.failed("already up on " + data.path() + " (" + alive + "): './preceptor down --data "
                    + data.path() + "' ends it");
        }
        files().forEach(PidFile::delete);
        delete(ready());
    }

    /** Says to who started this in the background that all services are ready. */
    void markReady() {
        try {
            Files.writeString(ready(), "");
        } catch (IOException e) {
            throw CommandException.failed(ready() + " cannot be written: " + e.getMessage(), e);
        }
    }

    boolean isReady() {
        return Files.exists(ready());
    }

    private Path ready() {
        return path.resolve("ready");
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw CommandException.failed(file + " cannot be deleted: " + e.getMessage(), e);
        }
    }
}
