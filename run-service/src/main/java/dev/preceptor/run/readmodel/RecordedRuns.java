package dev.preceptor.run.readmodel;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.stage.kafka.TopicReader;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Reads runs from the topics of a Kafka cluster. Every method throws {@link dev.preceptor.stage.kafka.TopicReadException} if a
 * topic cannot be read.
 */
public final class RecordedRuns implements AutoCloseable {

    private final TopicReader topics;
    private final Function<DataSet, List<String>> artifacts;

    /**
     * @param connection settings of Kafka's client, {@code bootstrap.servers} among them
     * @param artifacts reads the lines of a data set from the artifact store of the run's services
     * @throws dev.preceptor.stage.kafka.ClientSettingsException if Kafka's client does not accept the settings
     */
    public RecordedRuns(Map<String, Object> connection, TopicNames names, Function<DataSet, List<String>> artifacts) {
        this.topics = new TopicReader(connection, names);
        this.artifacts = artifacts;
    }

    /** Without an artifact store: {@link RecordedRun#trainedOn} fails for a run whose training jobs name data sets. */
    public RecordedRuns(Map<String, Object> connection, TopicNames names) {
        this(connection, names, dataSet -> {
            throw new ArtifactException("no artifact store is named");
        });
    }

    /**
     * A run as far as it has come.
     *
     * @param runId null if there is only one run
     * @throws UnknownRunException if there is no such run, or if there are several and {@code runId} is null
     */
    public RecordedRun read(String runId) {
        Run run = find(runId);
        Predicate<String> ofRun = key -> key.equals(run.runId()) || key.startsWith(run.runId() + "/");
        return RecordedRun.of(
                run,
                topics.read(Topic.REFINEMENTS, Refinement.class, ofRun),
                topics.read(Topic.TEST_RESULTS, TestResult.class, ofRun),
                topics.read(Topic.TRAINING_EXAMPLES, TrainingExample.class, ofRun),
                new TrainedExamples(topics.read(Topic.TRAINING_JOBS, TrainingJob.class, ofRun), artifacts),
                topics.read(Topic.CHECKPOINTS, Checkpoint.class, ofRun));
    }

    /** The results of the practice attempts and refinements of a run. */
    public List<TestResult> practiceResults(String runId) {
        return topics
                .read(Topic.TEST_RESULTS, TestResult.class, key -> key.equals(runId) || key.startsWith(runId + "/"))
                .stream()
                .filter(result -> result.assignment().purpose() == Purpose.PRACTICE)
                .toList();
    }

    /** The results of exams by run, also of checkpoints that were trained again. */
    public Map<String, List<Evaluation>> evaluationsOf(Collection<String> runIds) {
        return topics.read(Topic.EVALUATIONS, Evaluation.class, runIds::contains).stream()
                .collect(Collectors.groupingBy(Evaluation::runId));
    }

    private Run find(String runId) {
        List<Run> runs = topics.read(Topic.RUNS, Run.class, key -> true).stream()
                .filter(run -> run.wish() != Run.Wish.DELETE)
                .toList();
        String known = runs.isEmpty() ? "none" : runs.stream().map(Run::runId).collect(Collectors.joining(", "));
        if (runId == null) {
            if (runs.size() != 1) {
                throw new UnknownRunException("name the run by its id; there are: " + known);
            }
            return runs.get(0);
        }
        return runs.stream()
                .filter(run -> run.runId().equals(runId))
                .findFirst()
                .orElseThrow(
                        () -> new UnknownRunException("there is no run '" + runId + "' here; there are: " + known));
    }

    @Override
    public void close() {
        topics.close();
    }
}
