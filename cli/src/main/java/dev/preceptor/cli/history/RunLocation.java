package dev.preceptor.cli.history;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.kafka.ClientSettings;
import dev.preceptor.cli.kafka.PrefixOption;
import dev.preceptor.standalone.Home;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which run a command is about, and where its topics are. */
public final class RunLocation {

    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "The run's id, or its data directory where that holds one run.")
    private String run;

    @Option(names = "--data", paramLabel = "DIR", description = "The data directory of the run or of 'serve'.")
    private Path data;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "The broker that holds the run's topics, where it is up: a cluster's, or that of 'serve'.")
    private String kafka;

    @Option(
            names = "--kafka-settings",
            paramLabel = "FILE",
            description = "A Kafka client's properties, such as those for TLS and SASL.")
    private Path kafkaSettings;

    @Mixin
    private PrefixOption prefix;

    @Option(
            names = "--artifacts",
            paramLabel = "PLACE",
            description = "The artifact store of the run's services, a folder or s3://bucket/prefix (default:"
                    + " PRECEPTOR_ARTIFACTS_DIRECTORY, else the data directory's).")
    private String artifacts;

    /**
     * The run as its topics tell it.
     *
     * @throws CommandException if it is not found
     */
    public RecordedRun read(Home home) {
        if (kafka != null) {
            if (data != null) {
                throw CommandException.badInput("--data and --kafka are two places for one run; give one");
            }
            try (RecordedRuns runs = RecordedRuns.on(
                    ClientSettings.of(kafka, "--kafka-settings", kafkaSettings), prefix.names(), store(home.path()))) {
                return runs.read(run);
            }
        }
        if (kafkaSettings != null) {
            throw CommandException.badInput("--kafka-settings needs --kafka HOST:PORT");
        }
        if (data != null) {
            return read(data, run);
        }
        Path named = Path.of(run);
        return Files.isDirectory(named) ? read(named, null) : read(RunFolder.of(run, home.runs()), run);
    }

    private RecordedRun read(Path dataDirectory, String runId) {
        try (RecordedRuns runs = RecordedRuns.in(dataDirectory, prefix.names(), store(dataDirectory))) {
            return runs.read(runId);
        }
    }

    /** @param otherwise the folder that holds a store of its own, where none is named */
    private ArtifactStore store(Path otherwise) {
        String named = artifacts == null ? System.getenv("PRECEPTOR_ARTIFACTS_DIRECTORY") : artifacts;
        try {
            return named == null ? new ArtifactStore(otherwise.resolve("artifacts")) : new ArtifactStore(named);
        } catch (ArtifactException e) {
            throw CommandException.badInput("--artifacts: " + e.getMessage(), e);
        }
    }
}
