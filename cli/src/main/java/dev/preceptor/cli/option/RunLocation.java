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
            description = "The run's id, or a data directory that contains one run.")
    private String run;

    @Option(names = "--data", paramLabel = "DIR", description = "The data directory of the run or of 'serve'.")
    private Path data;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "A running broker that has the run's topics: that of a cluster or of 'serve'.")
    private String kafka;

    @Option(
            names = "--kafka-settings",
            paramLabel = "FILE",
            description = "A properties file with more Kafka client settings, such as those for TLS and SASL.")
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
     * @throws CommandException if the data directory is not found or the options contradict each other
     * @throws dev.preceptor.run.readmodel.UnknownRunException if the topics do not contain the run
     */
    public RecordedRun read(Home home) {
        if (kafka != null) {
            if (data != null) {
                throw CommandException.badInput("--data and --kafka are mutually exclusive");
            }
            return read(ClientSettings.of(kafka, "--kafka-settings", kafkaSettings), store(home.path()), run);
        }
        if (kafkaSettings != null) {
            throw CommandException.badInput("--kafka-settings requires --kafka HOST:PORT");
        }
        if (data != null) {
            return read(data, run);
        }
        Path named = Path.of(run);
        return Files.isDirectory(named) ? read(named, null) : read(dataDirectoryOf(run, home.runs()), run);
    }

    private static Path dataDirectoryOf(String runId, Path runs) {
        return KeptReport.findDataDirectory(runId, runs)
                .orElseThrow(() -> CommandException.badInput("no finished run '" + runId + "' in " + runs
                        + ": name its data directory with --data, or its broker with --kafka"));
    }

    /** Starts a broker on the data directory, without services, so that the run does not change. */
    private RecordedRun read(Path dataDirectory, String runId) {
        Path topics = dataDirectory.resolve("kafka");
        if (!Files.isDirectory(topics)) {
            throw CommandException.badInput(
                    dataDirectory + " is not the data directory of a run: it has no folder 'kafka'");
        }
        ArtifactStore store = store(dataDirectory);
        try (EmbeddedBroker broker = EmbeddedBroker.start(topics, 0)) {
            return read(Map.of("bootstrap.servers", broker.bootstrapServers()), store, runId);
        } catch (BrokerException e) {
            throw CommandException.failed(e.getMessage() + "; if a broker is running on it, name that with --kafka", e);
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

    /** @param otherwise the folder that contains the store if no store is named */
    private ArtifactStore store(Path otherwise) {
        String named = artifacts == null ? System.getenv("PRECEPTOR_ARTIFACTS_DIRECTORY") : artifacts;
        try {
            return named == null ? new ArtifactStore(otherwise.resolve("artifacts")) : new ArtifactStore(named);
        } catch (ArtifactException e) {
            throw CommandException.badInput("--artifacts: " + e.getMessage(), e);
        }
    }
}
