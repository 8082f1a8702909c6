package dev.preceptor.eval.stream;

import dev.preceptor.artifactstore.DataSetTasks;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.RunDeletion;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.eval.exam.AnswerJudged;
import dev.preceptor.eval.exam.Exam;
import dev.preceptor.eval.exam.ExamEvent;
import dev.preceptor.eval.exam.ExamOpened;
import dev.preceptor.eval.exam.RunDeleted;
import dev.preceptor.eval.exam.TaskExam;
import dev.preceptor.eventstreams.EventTraces;
import dev.preceptor.eventstreams.JsonSerde;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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

    private static final Serde<String> KEY = Serdes.String();

    private final StreamsBuilder builder = new StreamsBuilder();
    private final TopicNames names;

    private ExamTopology(TopicNames names) {
        this.names = names;
    }

    /** The topics that must be there before it can start. */
    static Set<String> topics(TopicNames names) {
        return Set.of(
                names.of(Topic.CHECKPOINTS),
                names.of(Topic.TEST_RESULTS),
                names.deadLetters(Topic.ASSIGNMENTS),
                names.deadLetters(Topic.ATTEMPTS),
                names.of(Topic.ASSIGNMENTS),
                names.of(Topic.EVALUATIONS),
                names.deadLetters(Topic.CHECKPOINTS),
                names.of(Topic.RUN_DELETIONS));
    }

    /** @param window how many tasks of an exam are in flight at most */
    static Topology build(TopicNames names, int window, DataSetTasks tasks, EventTraces traces) {
        ExamTopology topology = new ExamTopology(names);
        JsonSerde<ExamEvent> examEvents = JsonSerde.of(ExamEvent.class);
        topology.checkpoints()
                .merge(topology.testResults())
                .merge(topology.deadLetters())
                .merge(topology.deletions())
                .selectKey((key, event) -> event.runId())
                .repartition(Repartitioned.with(KEY, examEvents).withName("exam-events"))
                .process(() -> new ExamProcessor(window, tasks, traces), Named.as("exam"), topology.addStores())
                .to((key, event, context) -> topology.topicOf(event), Produced.with(KEY, JsonSerde.of(Event.class)));
        return topology.builder.build();
    }

    private String[] addStores() {
        builder.addStateStore(Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(ExamProcessor.EXAMS), KEY, JsonSerde.of(Exam.class))
                .withCachingEnabled());
        builder.addStateStore(Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(ExamProcessor.EXAM_TASKS), KEY, JsonSerde.of(TaskExam.class))
                .withCachingEnabled());
        return new String[] {ExamProcessor.EXAMS, ExamProcessor.EXAM_TASKS};
    }

    private KStream<String, ExamEvent> checkpoints() {
        JsonSerde<Checkpoint> serde = JsonSerde.ofEvent(Checkpoint.class, checkpoint -> {
            Objects.requireNonNull(checkpoint.student(), "student");
            Objects.requireNonNull(checkpoint.reference(), "reference");
            Objects.requireNonNull(checkpoint.exam().tasks(), "exam.tasks");
            Objects.requireNonNull(checkpoint.exam().exam(), "exam.exam");
        });
        return builder.stream(names.of(Topic.CHECKPOINTS), Consumed.with(KEY, serde))
                .filter((key, checkpoint) -> checkpoint != null)
                .mapValues(ExamOpened::by);
    }

    private KStream<String, ExamEvent> testResults() {
        JsonSerde<TestResult> serde =
                JsonSerde.ofEvent(TestResult.class, result -> Objects.requireNonNull(result.verdict(), "verdict"));
        return builder.stream(names.of(Topic.TEST_RESULTS), Consumed.with(KEY, serde))
                .filter((key, result) -> result != null)
                .flatMapValues(result ->
                        AnswerJudged.by(result).<List<ExamEvent>>map(List::of).orElse(List.of()));
    }

    private KStream<String, ExamEvent> deletions() {
        JsonSerde<RunDeletion> serde =
                JsonSerde.ofEvent(RunDeletion.class, deletion -> Objects.requireNonNull(deletion.at(), "at"));
        return builder.stream(names.of(Topic.RUN_DELETIONS), Consumed.with(KEY, serde))
                .filter((key, deletion) -> deletion != null && deletion.partition() == null)
                .mapValues(RunDeleted::by);
    }

    private KStream<String, ExamEvent> deadLetters() {
        Consumed<String, byte[]> raw = Consumed.with(KEY, Serdes.ByteArray());
        KStream<String, ExamEvent> assignments = builder.stream(names.deadLetters(Topic.ASSIGNMENTS), raw)
                .flatMap((key, letter) -> keyed(key, LostAnswers.ofAssignment(key, letter)));
        KStream<String, ExamEvent> attempts = builder.stream(names.deadLetters(Topic.ATTEMPTS), raw)
                .flatMap((key, letter) -> keyed(key, LostAnswers.ofAttempt(key, letter)));
        return assignments.merge(attempts);
    }

    private static List<KeyValue<String, ExamEvent>> keyed(String key, List<ExamEvent> events) {
        return events.stream().map(event -> KeyValue.pair(key, event)).toList();
    }

    private String topicOf(Event event) {
        if (event instanceof Assignment) {
            return names.of(Topic.ASSIGNMENTS);
        }
        if (event instanceof Evaluation) {
            return names.of(Topic.EVALUATIONS);
        }
        // The only checkpoint that an exam gives back is the one that it could not examine.
        return names.deadLetters(Topic.CHECKPOINTS);
    }
}
