package dev.preceptor.eval.stream;

import dev.preceptor.artifactstore.DataSetTasks;
import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.eval.exam.AnswerJudged;
import dev.preceptor.eval.exam.Exam;
import dev.preceptor.eval.exam.ExamEvent;
import dev.preceptor.eval.exam.ExamOpened;
import dev.preceptor.eval.exam.RunGoesOn;
import dev.preceptor.eval.exam.TaskExam;
import dev.preceptor.eventstreams.EventTraces;
import dev.preceptor.eventstreams.JsonSerde;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.Stores;

/**
 * Reduces checkpoints, test results and dead letters to {@link ExamEvent}s, brings those of a run together in one partition
 * and lets {@link ExamProcessor} decide.
 */
final class ExamTopology {

    /** The topics that must be there before it can start. */
    static final Set<String> TOPICS = Set.of(
            Topic.RUNS.topicName(),
            Topic.CHECKPOINTS.topicName(),
            Topic.TEST_RESULTS.topicName(),
            Topic.ASSIGNMENTS.deadLetters(),
            Topic.ATTEMPTS.deadLetters(),
            Topic.TEST_RESULTS.deadLetters(),
            Topic.ASSIGNMENTS.topicName(),
            Topic.EVALUATIONS.topicName(),
            Topic.CHECKPOINTS.deadLetters());

    private static final Serde<String> KEY = Serdes.String();

    private ExamTopology() {}

    /**
     * @param window how many tasks of an exam are in flight at most
     * @param storePatience how long the artifact store is tried before an exam is held
     * @param storeTries runs what is tried again of the artifact store
     * @param records what the topics take
     */
    static Topology build(
            int window,
            Duration storePatience,
            Executor storeTries,
            RecordLimit records,
            DataSetTasks tasks,
            EventTraces traces) {
        StreamsBuilder builder = new StreamsBuilder();
        JsonSerde<ExamEvent> examEvents = JsonSerde.of(ExamEvent.class);
        checkpoints(builder)
                .merge(testResults(builder))
                .merge(deadLetters(builder))
                .merge(runs(builder))
                .selectKey((key, event) -> event.runId())
                .repartition(Repartitioned.with(KEY, examEvents).withName("exam-events"))
                .process(
                        () -> new ExamProcessor(window, storePatience, storeTries, records, tasks, traces),
                        Named.as("exam"),
                        addStores(builder))
                .to((key, event, context) -> topicOf(event), Produced.with(KEY, JsonSerde.of(Event.class)));
        return builder.build();
    }

    private static String[] addStores(StreamsBuilder builder) {
        builder.addStateStore(Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(ExamProcessor.EXAMS), KEY, JsonSerde.ofState(Exam.class))
                .withCachingEnabled());
        builder.addStateStore(Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(ExamProcessor.EXAM_TASKS),
                        KEY,
                        JsonSerde.ofState(TaskExam.class))
                .withCachingEnabled());
        builder.addStateStore(Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(ExamProcessor.WAITING_ANSWERS),
                        KEY,
                        JsonSerde.ofState(AnswerJudged.class))
                .withCachingEnabled());
        return new String[] {ExamProcessor.EXAMS, ExamProcessor.EXAM_TASKS, ExamProcessor.WAITING_ANSWERS};
    }

    private static KStream<String, ExamEvent> checkpoints(StreamsBuilder builder) {
        JsonSerde<Checkpoint> serde = JsonSerde.ofEvent(Checkpoint.class, checkpoint -> {
            Objects.requireNonNull(checkpoint.student(), "student");
            Objects.requireNonNull(checkpoint.reference(), "reference");
            Objects.requireNonNull(checkpoint.exam().tasks(), "exam.tasks");
            Objects.requireNonNull(checkpoint.exam().exam(), "exam.exam");
        });
        return builder.stream(Topic.CHECKPOINTS.topicName(), Consumed.with(KEY, serde))
                .mapValues(ExamOpened::by);
    }

    /** What run-service says itself of a run that goes on. */
    private static KStream<String, ExamEvent> runs(StreamsBuilder builder) {
        JsonSerde<Run> serde = JsonSerde.ofCompacted(Run.class, run -> Objects.requireNonNull(run.state(), "state"));
        return builder.stream(Topic.RUNS.topicName(), Consumed.with(KEY, serde))
                .filter((key, run) -> run != null && run.wish() == null && run.state() == Run.State.RUNNING)
                .mapValues(run -> new RunGoesOn(run.runId()));
    }

    private static KStream<String, ExamEvent> testResults(StreamsBuilder builder) {
        JsonSerde<TestResult> serde = JsonSerde.ofEvent(TestResult.class, result -> {
            Objects.requireNonNull(result.verdict(), "verdict");
            Objects.requireNonNull(result.assignment().purpose(), "purpose");
        });
        return builder.stream(Topic.TEST_RESULTS.topicName(), Consumed.with(KEY, serde))
                .flatMapValues(result ->
                        AnswerJudged.by(result).<List<ExamEvent>>map(List::of).orElse(List.of()));
    }

    private static KStream<String, ExamEvent> deadLetters(StreamsBuilder builder) {
        Consumed<String, byte[]> raw = Consumed.with(KEY, Serdes.ByteArray());
        KStream<String, ExamEvent> assignments = builder.stream(Topic.ASSIGNMENTS.deadLetters(), raw)
                .flatMap((key, letter) -> keyed(key, LostAnswers.ofAssignment(key, letter)));
        KStream<String, ExamEvent> attempts = builder.stream(Topic.ATTEMPTS.deadLetters(), raw)
                .flatMap((key, letter) -> keyed(key, LostAnswers.ofAttempt(key, letter)));
        // The others that read test results may fail on what says nothing of this exam.
        KStream<String, ExamEvent> results = builder.stream(Topic.TEST_RESULTS.deadLetters(), raw)
                .process(OwnLetters::new)
                .flatMap((key, letter) -> keyed(key, LostAnswers.ofTestResult(key, letter)));
        return assignments.merge(attempts).merge(results);
    }

    private static List<KeyValue<String, ExamEvent>> keyed(String key, List<ExamEvent> events) {
        return events.stream().map(event -> KeyValue.pair(key, event)).toList();
    }

    private static String topicOf(Event event) {
        if (event instanceof Assignment) {
            return Topic.ASSIGNMENTS.topicName();
        }
        if (event instanceof Evaluation) {
            return Topic.EVALUATIONS.topicName();
        }
        if (event == null) {
            // An assignment that is too large for its topic.
            return Topic.ASSIGNMENTS.deadLetters();
        }
        // The only checkpoint that an exam gives back is the one that it could not examine.
        return Topic.CHECKPOINTS.deadLetters();
    }
}
