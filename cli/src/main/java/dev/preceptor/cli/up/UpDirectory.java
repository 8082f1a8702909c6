package dev.preceptor.cli.up;

import dev.preceptor.standalone.Home;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that {@code up} and {@code down} share. */
final class UpDirectory {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where topics, ledgers, checkpoints, logs and process ids are kept (default: ~/.preceptor/up).")
    private Path data;

    Path path(Home home) {
        return data == null ? home.path().resolve("up") : data;
    }
}
