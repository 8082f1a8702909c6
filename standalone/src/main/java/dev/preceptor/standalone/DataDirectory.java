package dev.preceptor.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/** The folder with the topics, ledgers, checkpoints and logs of an installation: all that a run needs to continue after a stop. */
public record DataDirectory(Path path) {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    /**
     * The named folder, or a new one under {@link Home#runs()}.
     *
     * @param named null for a new folder, whose name has the run's name and the time
     * @throws DataDirectoryException if it cannot be created or written
     */
    public static DataDirectory createNamedOrNew(Path named, Home home, String runName) {
        return named != null
                ? create(named)
                : create(home.runs().resolve(runName + "-" + LocalDateTime.now().format(STAMP)));
    }

    /**
     * The folder, which is created if it does not exist.
     *
     * @throws DataDirectoryException if it cannot be created or written
     */
    public static DataDirectory create(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
        } catch (IOException e) {
            throw new DataDirectoryException(
                    "the data directory " + absolute + " cannot be made: choose another with --data", e);
        }
        if (!Files.isWritable(absolute)) {
            throw new DataDirectoryException(
                    "the data directory " + absolute + " cannot be written: choose another with --data");
        }
        return new DataDirectory(absolute);
    }

    /** The log of the services that run in one process. */
    public Path log() {
        return path.resolve("preceptor.log");
    }

    /** The log of a process of its own. */
    public Path log(String process) {
        return path.resolve("logs").resolve(process + ".log");
    }
}
