package dev.preceptor.cli.history;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.standalone.broker.BrokerException;
import dev.preceptor.standalone.broker.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The runs that a broker keeps the topics of. */
public final class RecordedRuns implements AutoCloseable {

    private final EmbeddedBroker broker;
    private final TopicReader topics;
    private final Function<DataSet, List<String>> artifacts;

    private RecordedRuns(EmbeddedBroker broker, TopicReader topics, Function<DataSet, List<String>> artifacts) {
        this.broker = broker;
        this.topics = topics;
        this.artifacts = artifacts;
    }

    /**
     * Those in a data directory, for which a broker is started on it; no service is, so nothing goes on meanwhile.
     *
     * @param artifacts the artifact store of its services
     * @throws CommandException if it is no data directory, or a process uses it
     */
    public static RecordedRuns in(Path dataDirectory, TopicNames names, ArtifactStore artifacts) {
        Path kafka = dataDirectory.resolve("kafka");
        if (!Files.isDirectory(kafka)) {
            throw CommandException.badInput(dataDirectory + " is no data directory of a run: it has no folder 'kafka'");
        }
        EmbeddedBroker broker;
        try {
            broker = EmbeddedBroker.start(kafka, 0);
        } catch (BrokerException e) {
            throw CommandException.failed(e.getMessage() + "; or name the broker that runs on it with --kafka", e);
        }
        try {
            return new RecordedRuns(
                    broker,
                    new TopicReader(Map.of("bootstrap.servers", broker.bootstrapServers()), names),
                    artifacts::readDataSet);
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    /** Those of a Kafka cluster, where nobody asks which rounds were trained on an example. */
    public static RecordedRuns on(Map<String, Object> connection, TopicNames names) {
        return new RecordedRuns(null, new TopicReader(connection, names), dataSet -> {
            throw new ArtifactException("no artifact store is named");
        });
    }

    /**
     * Those of a Kafka cluster.
     *
     * @param artifacts the artifact store of its services
     */
    public static RecordedRuns on(Map<String, Object> connection, TopicNames names, ArtifactStore artifacts) {
        return new RecordedRuns(null, new TopicReader(connection, names), artifacts::readDataSet);
    }

    /**
     * A run as far as it has come.
     *
     * @param runId null where there is one run only
     * @throws CommandException if there is no such run, naming those that there are
     */
    public RecordedRun read(String runId) {
        Run run = choose(runId);
        Predicate<String> ofRun = key -> key.equals(run.runId()) || key.startsWith(run.runId() + "/");
        return RecordedRun.of(
                run,
                topics.read(Topic.REFINEMENTS, Refinement.class, ofRun),
                topics.read(Topic.TEST_RESULTS, TestResult.class, ofRun),
                topics.read(Topic.TRAINING_EXAMPLES, TrainingExample.class, ofRun),
                new TrainedExamples(topics.read(Topic.TRAINING_JOBS, TrainingJob.class, ofRun), artifacts),
                topics.read(Topic.CHECKPOINTS, Checkpoint.class, ofRun));
    }

    /** The results of a run's exams, those of its checkpoints that were made anew included. */
    public List<Evaluation> evaluations(String runId) {
        return topics.read(Topic.EVALUATIONS, Evaluation.class, runId::equals);
    }

    private Run choose(String runId) {
        List<Run> runs = topics.read(Topic.RUNS, Run.class, key -> true).stream()
                .filter(run -> run.wish() != Run.Wish.DELETE)
                .toList();
        String known = runs.isEmpty() ? "none" : runs.stream().map(Run::runId).collect(Collectors.joining(", "));
        if (runId == null) {
            if (runs.size() != 1) {
                throw CommandException.badInput("name the run by its id; there are: " + known);
            }
            return runs.get(0);
        }
        return runs.stream()
                .filter(run -> run.runId().equals(runId))
                .findFirst()
                .orElseThrow(
                        () -> CommandException.badInput("there is no run '" + runId + "' here; there are: " + known));
    }

    @Override
    public void close() {
        topics.close();
        if (broker != null) {
            broker.close();
        }
    }
}
