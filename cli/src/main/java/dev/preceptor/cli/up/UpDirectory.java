package dev.preceptor.cli.up;

import dev.preceptor.standalone.Home;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --data} of {@code up} and {@code down}. */
final class UpDirectory {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Directory for topics, ledgers, checkpoints, logs and process ids (default: ~/.preceptor/up).")
    private Path data;

    Path path(Home home) {
        return data == null ? home.path().resolve("up") : data;
    }
}
