package dev.preceptor.eval.stream;

import dev.preceptor.artifactstore.DataSetTasks;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.stage.stream.EventTraces;
import dev.preceptor.stage.stream.JsonSerde;
import dev.preceptor.stage.stream.ProcessingLimits;
import dev.preceptor.stage.stream.SkipUnreadable;
import dev.preceptor.stage.stream.Window;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;

/** Drives the topology of the exams with events made by hand, in place of all other services. */
final class ExamDriver implements AutoCloseable {

    static final int WINDOW = 2;
    static final Duration STORE_PATIENCE = Duration.ofMinutes(5);
    static final int RECORD_BYTES = 200_000;

    private final TopologyTestDriver driver;
    private final TestOutputTopic<String, Assignment> assignments;
    private final TestOutputTopic<String, Evaluation> evaluations;
    private final TestOutputTopic<String, Checkpoint> held;

    ExamDriver(Path state, DataSetTasks tasks) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test-eval");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        properties.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, SkipUnreadable.class);
        driver = new TopologyTestDriver(
                ExamTopology.build(
                        TopicNames.UNPREFIXED,
                        new ProcessingLimits(
                                Window.fixed(WINDOW), STORE_PATIENCE, Runnable::run, new RecordLimit(RECORD_BYTES)),
                        tasks,
                        new EventTraces(OpenTelemetry.noop(), TopicNames.UNPREFIXED)),
                properties);
        assignments = output(Topic.ASSIGNMENTS.topicName(), Assignment.class);
        evaluations = output(Topic.EVALUATIONS.topicName(), Evaluation.class);
        held = output(Topic.CHECKPOINTS.deadLetters(), Checkpoint.class);
    }

    /** What was assigned since the last call. */
    List<Assignment> assigned() {
        return assignments.readValuesToList();
    }

    /** The evaluations that were emitted since the last call. */
    List<Evaluation> evaluations() {
        return evaluations.readValuesToList();
    }

    /** The dead letters of exams that were held since the last call. */
    List<TestRecord<String, Checkpoint>> held() {
        return held.readRecordsToList();
    }

    void open(Checkpoint checkpoint) {
        send(Topic.CHECKPOINTS.topicName(), checkpoint.key(), json(checkpoint));
    }

    void open(Checkpoint checkpoint, Instant at) {
        driver.createInputTopic(Topic.CHECKPOINTS.topicName(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(checkpoint.key(), json(checkpoint), at);
    }

    void judge(TestResult result) {
        send(Topic.TEST_RESULTS.topicName(), result.key(), json(result));
    }

    void deadLetter(Topic topic, String key, byte[] value) {
        send(topic.deadLetters(), key, value);
    }

    /** The student could not answer an assignment until a person changes something outside. */
    void refused(Assignment assignment, String reason) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("dead-letter-reason", reason.getBytes(StandardCharsets.UTF_8));
        headers.add("dead-letter-holds-run", "true".getBytes(StandardCharsets.UTF_8));
        driver.createInputTopic(Topic.ASSIGNMENTS.deadLetters(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(assignment.key(), json(assignment), headers));
    }

    void send(String topic, String key, byte[] value) {
        driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer())
                .pipeInput(key, value);
    }

    /** Time passes, in steps, so that what becomes due in between comes in its order. */
    void wait(Duration time) {
        Duration step = time.compareTo(Duration.ofMinutes(1)) > 0 ? Duration.ofSeconds(30) : Duration.ofSeconds(1);
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(step)) {
            driver.advanceWallClockTime(step);
        }
    }

    /** How many exams and tasks the stores have. */
    long stored() {
        long stored = 0;
        for (String store : List.of(ExamStores.EXAMS, ExamStores.TASKS)) {
            try (KeyValueIterator<?, ?> all = driver.getKeyValueStore(store).all()) {
                for (; all.hasNext(); all.next()) {
                    stored++;
                }
            }
        }
        return stored;
    }

    static byte[] json(Object value) {
        try {
            return Json.mapper().writeValueAsBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.close();
    }

    private <T extends Event> TestOutputTopic<String, T> output(String topic, Class<T> type) {
        return driver.createOutputTopic(
                topic, new StringDeserializer(), JsonSerde.of(type).deserializer());
    }
}
