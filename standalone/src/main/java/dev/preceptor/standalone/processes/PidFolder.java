package dev.preceptor.standalone.processes;

import dev.preceptor.standalone.DataDirectory;
import dev.preceptor.standalone.StandaloneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The pid files of one data directory. */
public record PidFolder(Path path) {

    /** The process that starts and watches the others. */
    static final String SUPERVISOR = "up";

    static final String BROKER = "broker";

    private static final String FOLDER = "pids";
    /** Longer than the supervisor waits for its services and then for the broker. */
    private static final Duration GRACE_OF_THE_SUPERVISOR = Duration.ofSeconds(70);

    private static final Duration GRACE = Duration.ofSeconds(30);

    /** Whether processes were ever started on this data directory. */
    public static boolean existsIn(Path dataDirectory) {
        return Files.isDirectory(dataDirectory.resolve(FOLDER));
    }

    /** The folder of this data directory, which is created if it does not exist. */
    public static PidFolder in(DataDirectory data) {
        Path path = data.path().resolve(FOLDER);
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new StandaloneException(path + " cannot be made: " + e.getMessage(), e);
        }
        return new PidFolder(path);
    }

    /** Sorted by name, the broker last: services still send to it while they end. */
    List<PidFile> files() {
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(PidFile::isOne)
                    .map(PidFile::new)
                    .sorted(Comparator.comparing((PidFile file) -> file.name().equals(BROKER))
                            .thenComparing(PidFile::name))
                    .toList();
        } catch (IOException e) {
            throw new StandaloneException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Ends every process that has a pid file: the supervisor, which ends the others, and then those that a killed supervisor
     * has left.
     *
     * @param report gets a line for a person for each process that had to be killed
     * @return whether any process was running
     */
    public boolean endAll(Consumer<String> report) {
        boolean any = PidFile.of(path, SUPERVISOR).endProcess(GRACE_OF_THE_SUPERVISOR, report);
        for (PidFile file : files()) {
            any |= file.endProcess(GRACE, report);
        }
        return any;
    }

    /**
     * Deletes the files of processes that have ended.
     *
     * @throws StandaloneException if one still runs
     */
    public void requireNoneRunning(DataDirectory data) {
        String alive = files().stream()
                .filter(file -> file.process().isPresent())
                .map(PidFile::name)
                .collect(Collectors.joining(", "));
        if (!alive.isEmpty()) {
            throw new StandaloneException("already up on " + data.path() + " (" + alive + "): './preceptor down --data "
                    + data.path() + "' ends it");
        }
        files().forEach(PidFile::delete);
        delete(ready());
    }

    /** Tells {@link BackgroundStart} that all services are ready. */
    void markReady() {
        try {
            Files.writeString(ready(), "");
        } catch (IOException e) {
            throw new StandaloneException(ready() + " cannot be written: " + e.getMessage(), e);
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
            throw new StandaloneException(file + " cannot be deleted: " + e.getMessage(), e);
        }
    }
}
