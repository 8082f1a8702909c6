package dev.preceptor.run.stream;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.RunDeletion;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.lesson.OwnExample;
import dev.preceptor.run.lesson.SampleAddress;
import dev.preceptor.run.lesson.SampleLedger;
import dev.preceptor.run.readmodel.LongTexts;
import dev.preceptor.stage.deadletter.DeadLetterHeaders;
import dev.preceptor.stage.stream.EventTraces;
import dev.preceptor.stage.stream.JsonSerde;
import dev.preceptor.stage.stream.ProcessingLimits;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * Two levels. The ledgers of samples, checkpoints and the results of exams are kept where the events of their task arrive: that spreads over the partitions. What
 * follows for the run is repartitioned by run, together with everything else that happens to it; there {@link RunProcessor}
 * decides.
 */
final class RunTopology {

    private static final Serde<String> KEY = Serdes.String();
    private static final List<Topic> LETTERS = List.of(
            Topic.ASSIGNMENTS,
            Topic.ATTEMPTS,
            Topic.TEST_RESULTS,
            Topic.REFINEMENTS,
            Topic.TRAINING_EXAMPLES,
            Topic.TRAINING_JOBS,
            Topic.CHECKPOINTS,
            Topic.EVALUATIONS);

    private final StreamsBuilder builder = new StreamsBuilder();
    private final TopicNames names;
    private final SourceTopics sources;
    /** The stores of what is kept where the events arrive. */
    private final String[] kept;

    private RunTopology(TopicNames names) {
        this.names = names;
        this.sources = new SourceTopics(builder, names);
        this.kept = LedgerStores.ofEvents(builder);
    }

    /** @param deletedAtOnce how many entries of a deleted run are deleted in one step */
    static Topology build(
            TopicNames names,
            ProcessingLimits limits,
            int deletedAtOnce,
            RunArtifactAccess artifacts,
            RunMeters meters,
            EventTraces traces) {
        RunTopology topology = new RunTopology(names);
        String[] stores = LedgerStores.ofRuns(topology.builder);
        KStream<String, Event> emitted = topology.runEvents()
                .selectKey((key, event) -> event.runId())
                .repartition(
                        Repartitioned.with(KEY, JsonSerde.of(RunEvent.class)).withName("run-events"))
                .process(() -> new RunProcessor(limits, deletedAtOnce, artifacts, meters, traces), stores);
        emitted.filterNot((key, event) -> event instanceof RunDeletion)
                .to(
                        (key, event, context) -> topology.topicOf(event, context.headers()),
                        Produced.with(KEY, JsonSerde.of(Event.class)));
        topology.deletedSamples(deletedAtOnce)
                .merge(emitted.filter((key, event) -> event instanceof RunDeletion)
                        .mapValues(event -> (RunDeletion) event))
                .to(
                        names.of(Topic.RUN_DELETIONS),
                        Produced.with(KEY, JsonSerde.of(RunDeletion.class), new DeletionPartitions()));
        return topology.builder.build();
    }

    /** The student's own attempts that are training examples; like all examples they come back from the topic. */
    private void emitOwnExamples(KStream<String, TestResult> practised) {
        practised
                .flatMapValues(result -> OwnExample.of(result).map(List::of).orElse(List.of()))
                .to(names.of(Topic.TRAINING_EXAMPLES), Produced.with(KEY, JsonSerde.of(TrainingExample.class)));
    }

    private KStream<String, RunDeletion> deletedSamples(int atOnce) {
        return sources.deletions().process(() -> new DeletedSamples(List.of(kept), atOnce), kept);
    }

    private KStream<String, RunEvent> runEvents() {
        KStream<String, TestResult> results = sources.testResults();
        KStream<String, TestResult> practised = sources.practised(results);
        emitOwnExamples(practised);
        KStream<String, LostWork> losses = losses();
        return sources.runs()
                .merge(ofSamples(
                        practised,
                        result -> SampleAddress.of(result.assignment()),
                        SampleLedger::judged,
                        LongTexts::of))
                .merge(ofSamples(
                        sources.refinements(),
                        (Refinement answer) -> SampleAddress.of(answer.assignment()),
                        SampleLedger::refined,
                        LongTexts::of))
                .merge(ofSamples(
                        kept(sources.examples(), LedgerStores.TRAINING_EXAMPLES, EventKeys::of),
                        (TrainingExample example) -> SampleAddress.of(example),
                        SampleLedger::taught,
                        example -> Map.of()))
                .merge(ofSamples(
                        losses.flatMapValues(loss ->
                                loss instanceof LostWork.OfSample of ? List.of(of) : List.<LostWork.OfSample>of()),
                        LostWork.OfSample::address,
                        (ledger, loss) -> ledger.lost(loss.reason()),
                        loss -> Map.of()))
                .merge(losses.flatMapValues(
                        loss -> loss instanceof LostWork.OfRun of ? List.of(of.event()) : List.<RunEvent>of()))
                .merge(sources.examAnswers(results))
                .merge(sources.trainingProgress())
                .merge(SourceTopics.made(kept(sources.checkpoints(), LedgerStores.CHECKPOINTS, EventKeys::of)))
                .merge(SourceTopics.graded(kept(sources.evaluations(), LedgerStores.EVALUATIONS, EventKeys::of)))
                .merge(sources.teacherCalls())
                .merge(sources.generations());
    }

    private <E> KStream<String, RunEvent> ofSamples(
            KStream<String, E> events,
            Function<E, SampleAddress> address,
            BiFunction<SampleLedger, E, List<RunEvent>> fold,
            Function<E, Map<String, String>> longTexts) {
        return events.process(() -> new SampleProcessor<>(address, fold, longTexts), kept);
    }

    private <E> KStream<String, E> kept(KStream<String, E> events, String store, Function<E, String> key) {
        return events.process(() -> new EventKeeper<>(store, key), kept);
    }

    private KStream<String, LostWork> losses() {
        return LETTERS.stream()
                .map(topic -> builder.stream(names.deadLetters(topic), Consumed.with(KEY, Serdes.ByteArray()))
                        .process(() -> new DeadLetters(topic)))
                .reduce(KStream::merge)
                .orElseThrow();
    }

    /** An event that is too large for its topic leaves its key and a reason; a run that is deleted leaves its key alone. */
    private String topicOf(Event event, Headers headers) {
        return event == null && headers.lastHeader(DeadLetterHeaders.REASON) != null
                ? names.deadLetters(Topic.ASSIGNMENTS)
                : names.of(topicOf(event));
    }

    private static Topic topicOf(Event event) {
        if (event instanceof Assignment) {
            return Topic.ASSIGNMENTS;
        }
        if (event instanceof Attempt) {
            return Topic.ATTEMPTS;
        }
        if (event instanceof TestResult) {
            return Topic.TEST_RESULTS;
        }
        if (event instanceof TrainingJob) {
            return Topic.TRAINING_JOBS;
        }
        if (event instanceof Checkpoint) {
            return Topic.CHECKPOINTS;
        }
        if (event instanceof Job) {
            return Topic.TASK_GENERATIONS;
        }
        // A run that is deleted leaves a record without a value.
        if (event == null || event instanceof Run) {
            return Topic.RUNS;
        }
        throw new IllegalStateException("a run emits no " + event.getClass().getSimpleName());
    }
}
