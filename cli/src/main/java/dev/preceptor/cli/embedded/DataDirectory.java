package dev.preceptor.cli.embedded;

import dev.preceptor.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/** A folder that holds topics, ledgers, checkpoints and the log: all that a run needs to go on after a stop. */
public record DataDirectory(Path path) {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    /** The folder that was named, or a fresh one under {@link Home#runs()}. */
    public static DataDirectory namedOrFresh(Path named, Home home, String runName) {
        return named != null
                ? made(named)
                : made(home.runs().resolve(runName + "-" + LocalDateTime.now().format(STAMP)));
    }

    /** The folder, made where it is missing. */
    public static DataDirectory made(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
        } catch (IOException e) {
            throw CommandException.badInput(
                    "the data directory " + absolute + " cannot be made: choose another with --data", e);
        }
        if (!Files.isWritable(absolute)) {
            throw CommandException.badInput(
                    "the data directory " + absolute + " cannot be written: choose another with --data");
        }
        return new DataDirectory(absolute);
    }

    public Path log() {
        return path.resolve("preceptor.log");
    }
}
