package dev.preceptor.cli.option;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.kafka.ClientSettings;
import dev.preceptor.cli.kafka.PrefixOption;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.run.readmodel.RecordedRun;
import dev.preceptor.run.readmodel.RecordedRuns;
import dev.preceptor.standalone.Home;
import dev.preceptor.standalone.KeptReport;
import dev.preceptor.standalone.broker.BrokerException;
import dev.preceptor.standalone.broker.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which run a command reads, and where its topics are: in a data directory or on a broker. */
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
     * Reads the run.
     *
     * @throws CommandException if its place is not found
     * @throws dev.preceptor.run.readmodel.UnknownRunException if it is not there
     */
    public RecordedRun read(Home home) {
        if (kafka != null) {
            if (data != null) {
                throw CommandException.badInput("--data and --kafka are two places for one run; give one");
            }
            return read(ClientSettings.of(kafka, "--kafka-settings", kafkaSettings), store(home.path()), run);
        }
        if (kafkaSettings != null) {
            throw CommandException.badInput("--kafka-settings needs --kafka HOST:PORT");
        }
        if (data != null) {
            return read(data, run);
        }
        Path named = Path.of(run);
        return Files.isDirectory(named) ? read(named, null) : read(dataDirectoryOf(run, home.runs()), run);
    }

    private static Path dataDirectoryOf(String runId, Path runs) {
        return KeptReport.findDataDirectory(runId, runs)
                .orElseThrow(() -> CommandException.badInput("no finished run '" + runId + "' lies in " + runs
                        + ": name its data directory with --data, or its broker with --kafka"));
    }

    /** Starts a broker on the data directory, without any service: nothing changes there. */
    private RecordedRun read(Path dataDirectory, String runId) {
        Path topics = dataDirectory.resolve("kafka");
        if (!Files.isDirectory(topics)) {
            throw CommandException.badInput(dataDirectory + " is no data directory of a run: it has no folder 'kafka'");
        }
        ArtifactStore store = store(dataDirectory);
        try (EmbeddedBroker broker = EmbeddedBroker.start(topics, 0)) {
            return read(Map.of("bootstrap.servers", broker.bootstrapServers()), store, runId);
        } catch (BrokerException e) {
            throw CommandException.failed(e.getMessage() + "; or name the broker that runs on it with --kafka", e);
        }
    }

    private RecordedRun read(Map<String, Object> connection, ArtifactStore store, String runId) {
        try (RecordedRuns runs = new RecordedRuns(connection, prefix.names(), dataSet -> lines(dataSet, store))) {
            return runs.read(runId);
        }
    }

    private static List<String> lines(DataSet dataSet, ArtifactStore store) {
        try {
            return store.readDataSet(dataSet);
        } catch (ArtifactException e) {
            throw new ArtifactException(e.getMessage() + "; --artifacts names the artifact store", e);
        }
    }

    /** @param otherwise the folder of the default store, if none is named */
    private ArtifactStore store(Path otherwise) {
        String named = artifacts == null ? System.getenv("PRECEPTOR_ARTIFACTS_DIRECTORY") : artifacts;
        try {
            return named == null ? new ArtifactStore(otherwise.resolve("artifacts")) : new ArtifactStore(named);
        } catch (ArtifactException e) {
            throw CommandException.badInput("--artifacts: " + e.getMessage(), e);
        }
    }
}
