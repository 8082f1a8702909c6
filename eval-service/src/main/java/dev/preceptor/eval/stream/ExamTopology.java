package dev.preceptor.eval.stream;

import dev.preceptor.artifactstore.DataSetTasks;
import dev.preceptor.contracts.FirstField;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.RunDeletion;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.eval.exam.AnswerJudged;
import dev.preceptor.eval.exam.ExamEvent;
import dev.preceptor.eval.exam.ExamOpened;
import dev.preceptor.eval.exam.RunDeleted;
import dev.preceptor.eval.exam.RunResumed;
import dev.preceptor.stage.stream.EventTraces;
import dev.preceptor.stage.stream.JsonSerde;
import dev.preceptor.stage.stream.ProcessingLimits;
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

    /** The topics that must exist before it can start. */
    static Set<String> topics(TopicNames names) {
        return Set.of(
                names.of(Topic.RUNS),
                names.of(Topic.CHECKPOINTS),
                names.of(Topic.TEST_RESULTS),
                names.deadLetters(Topic.ASSIGNMENTS),
                names.deadLetters(Topic.ATTEMPTS),
                names.deadLetters(Topic.TEST_RESULTS),
                names.of(Topic.ASSIGNMENTS),
                names.of(Topic.EVALUATIONS),
                names.deadLetters(Topic.CHECKPOINTS),
                names.of(Topic.RUN_DELETIONS));
    }

    static Topology build(TopicNames names, ProcessingLimits limits, DataSetTasks tasks, EventTraces traces) {
        ExamTopology topology = new ExamTopology(names);
        JsonSerde<ExamEvent> examEvents = JsonSerde.of(ExamEvent.class);
        topology.checkpoints()
                .merge(topology.testResults())
                .merge(topology.deadLetters())
                .merge(topology.runs())
                .merge(topology.deletions())
                .selectKey((key, event) -> event.runId())
                .repartition(Repartitioned.with(KEY, examEvents).withName("exam-events"))
                .process(
                        () -> new ExamProcessor(limits, tasks, traces),
                        Named.as("exam"),
                        ExamStores.add(topology.builder))
                .to((key, event, context) -> topology.topicOf(event), Produced.with(KEY, JsonSerde.of(Event.class)));
        return topology.builder.build();
    }

    private KStream<String, ExamEvent> checkpoints() {
        JsonSerde<Checkpoint> serde = JsonSerde.ofEvent(Checkpoint.class, checkpoint -> {
            Objects.requireNonNull(checkpoint.student(), "student");
            Objects.requireNonNull(checkpoint.reference(), "reference");
            Objects.requireNonNull(checkpoint.exam().tasks(), "exam.tasks");
            Objects.requireNonNull(checkpoint.exam().exam(), "exam.exam");
        });
        return builder.stream(names.of(Topic.CHECKPOINTS), Consumed.with(KEY, serde))
                .mapValues(ExamOpened::by);
    }

    /** The runs that run-service itself publishes as RUNNING. */
    private KStream<String, ExamEvent> runs() {
        JsonSerde<Run> serde = JsonSerde.ofCompacted(Run.class, run -> Objects.requireNonNull(run.state(), "state"));
        return builder.stream(names.of(Topic.RUNS), Consumed.with(KEY, serde))
                .filter((key, run) -> run != null && run.wish() == null && run.state() == Run.State.RUNNING)
                .mapValues(run -> new RunResumed(
                        run.runId(),
                        run.specification() == null ? null : run.specification().student()));
    }

    /** Most test results are of practice: they are passed over. */
    private KStream<String, ExamEvent> testResults() {
        JsonSerde<TestResult> serde = JsonSerde.ofEvent(TestResult.class, result -> {
                    Objects.requireNonNull(result.verdict(), "verdict");
                    Objects.requireNonNull(result.assignment().purpose(), "purpose");
                })
                .passingOver(json -> Purpose.PRACTICE.name().equals(FirstField.text(json, "purpose")));
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
        KStream<String, ExamEvent> assignments =
                builder.stream(names.deadLetters(Topic.ASSIGNMENTS), raw).process(LostAssignments::new);
        KStream<String, ExamEvent> attempts = builder.stream(names.deadLetters(Topic.ATTEMPTS), raw)
                .flatMap((key, letter) -> keyed(key, LostAnswers.ofAttempt(key, letter)));
        // Other services read test results too, and their dead letters say nothing about this exam.
        KStream<String, ExamEvent> results = builder.stream(names.deadLetters(Topic.TEST_RESULTS), raw)
                .process(OwnDeadLetters::new)
                .flatMap((key, letter) -> keyed(key, LostAnswers.ofTestResult(key, letter)));
        return assignments.merge(attempts).merge(results);
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
        if (event == null) {
            // An assignment that is too large for its topic.
            return names.deadLetters(Topic.ASSIGNMENTS);
        }
        // The only checkpoint that is emitted is that of a held exam.
        return names.deadLetters(Topic.CHECKPOINTS);
    }
}
