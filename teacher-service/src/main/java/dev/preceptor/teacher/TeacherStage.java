package dev.preceptor.teacher;

import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Draft;
import dev.preceptor.contracts.event.DraftOutcome;
import dev.preceptor.contracts.event.DraftRequest;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.IncompleteEventException;
import dev.preceptor.contracts.event.OversizedEventException;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.teacher.drafting.Drafter;
import dev.preceptor.teacher.lesson.Curriculum;
import dev.preceptor.teacher.lesson.Decision;
import dev.preceptor.teacher.lesson.Tutor;
import dev.preceptor.teacher.waiting.StoppedException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.instrumentation.annotations.WithSpan;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.Record;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * The service's edge to Kafka. An event is acknowledged once the broker has acknowledged all that it caused; one that the
 * service's own trouble kept from being processed goes to its topic's dead letters; one that stopping interrupted is left
 * for whoever is given it next.
 */
@ApplicationScoped
public class TeacherStage {

    private static final Logger LOG = Logger.getLogger(TeacherStage.class);
    private static final String POOL = "teacher-pool";
    /** Others read the same topics: the letter says who put it aside. */
    private static final OutgoingKafkaRecordMetadata<String> ASIDE = OutgoingKafkaRecordMetadata.<String>builder()
            .withHeaders(List.of(new RecordHeader("dead-letter-service", "teacher".getBytes(StandardCharsets.UTF_8))))
            .build();

    private final Tutor tutor;
    private final Drafter drafter;
    private final MutinyEmitter<Record<String, Refinement>> refinements;
    private final MutinyEmitter<Record<String, TrainingExample>> examples;
    private final MutinyEmitter<Record<String, Draft>> drafts;
    private final UnderWay underWay;
    private final RecordLimit records;
    private final Map<RefinementOutcome, Counter> outcomes;
    private final Map<DraftOutcome, Counter> drafted;
    private final Counter taught;

    TeacherStage(
            Tutor tutor,
            Drafter drafter,
            @Channel("teacher-refinements") MutinyEmitter<Record<String, Refinement>> refinements,
            @Channel("teacher-training-examples") MutinyEmitter<Record<String, TrainingExample>> examples,
            @Channel("teacher-drafts") MutinyEmitter<Record<String, Draft>> drafts,
            UnderWay underWay,
            TeacherConfiguration configuration,
            MeterRegistry meters) {
        this.records = new RecordLimit(configuration.maxMessageBytes());
        this.tutor = tutor;
        this.drafter = drafter;
        this.refinements = refinements;
        this.examples = examples;
        this.drafts = drafts;
        this.underWay = underWay;
        this.outcomes = byOutcome(meters, "preceptor.teacher.refinements", RefinementOutcome.values());
        this.drafted = byOutcome(meters, "preceptor.teacher.drafts", DraftOutcome.values());
        this.taught = meters.counter("preceptor.teacher.examples");
    }

    private static <E extends Enum<E>> Map<E, Counter> byOutcome(MeterRegistry meters, String name, E[] outcomes) {
        return Stream.of(outcomes)
                .collect(Collectors.toMap(
                        Function.identity(), outcome -> meters.counter(name, "outcome", outcome.name())));
    }

    /** What was executed: failures are taught, corrections that passed are learnt. */
    @WithSpan("teach")
    @Incoming("teacher-test-results")
    @Blocking(value = POOL, ordered = false)
    public CompletionStage<Void> judged(Message<TestResult> message) {
        return process(message, result -> follow(result.assignment(), Curriculum.after(result)));
    }

    /** What was assigned: the tasks that are the teacher's own. */
    @WithSpan("teach")
    @Incoming("teacher-assignments")
    @Blocking(value = POOL, ordered = false)
    public CompletionStage<Void> assigned(Message<Assignment> message) {
        return process(message, assignment -> follow(assignment, Curriculum.on(assignment)));
    }

    /** Tasks that the teacher is to invent. */
    @WithSpan("draft")
    @Incoming("teacher-draft-requests")
    @Blocking(value = POOL, ordered = false)
    public CompletionStage<Void> wanted(Message<DraftRequest> message) {
        return process(message, this::draft);
    }

    private <E extends Event> CompletionStage<Void> process(Message<E> message, Consumer<E> work) {
        try {
            underWay.begin();
        } catch (StoppedException e) {
            return CompletableFuture.completedFuture(null);
        }
        try {
            work.accept(Event.whole(message.getPayload(), "event"));
            return message.ack();
        } catch (StoppedException e) {
            return CompletableFuture.completedFuture(null);
        } catch (RuntimeException e) {
            if (underWay.stopping()) {
                // It failed because its clients are closed; whoever is given it next does it.
                return CompletableFuture.completedFuture(null);
            }
            if (!(e instanceof IncompleteEventException || e instanceof OversizedEventException)) {
                LOG.error("could not be processed", e);
            }
            return message.nack(e, Metadata.of(ASIDE));
        } finally {
            MDC.remove("run");
            MDC.remove("task");
            underWay.end();
        }
    }

    private void follow(Assignment assignment, Decision decision) {
        MDC.put("run", assignment.runId());
        MDC.put("task", assignment.task().id());
        Span.current()
                .setAttribute("preceptor.run", assignment.runId())
                .setAttribute("preceptor.task", assignment.task().id());
        if (decision instanceof Decision.Ask ask) {
            tutor.answer(ask.question(), this::emit);
        } else if (decision instanceof Decision.Teach teach) {
            teach.examples().forEach(example -> {
                examples.sendAndAwait(Record.of(example.key(), records.fitting(example)));
                taught.increment();
            });
        }
    }

    private void draft(DraftRequest request) {
        MDC.put("run", request.runId());
        Span.current().setAttribute("preceptor.run", request.runId());
        Draft draft = drafter.draft(request);
        drafts.sendAndAwait(Record.of(draft.key(), records.fitting(draft)));
        drafted.get(draft.outcome()).increment();
        LOG.infof(
                "draft %d: %s%s",
                request.number(), draft.outcome(), draft.detail() == null ? "" : ", " + draft.detail());
    }

    /** An answer that no record can hold, with the failure that it answers, is a fault of ours. */
    private void emit(Refinement answer) {
        Refinement refinement = records.excess(answer)
                .map(problem -> records.fitting(answer.faulted(problem)))
                .orElse(answer);
        refinements.sendAndAwait(Record.of(refinement.key(), refinement));
        outcomes.get(refinement.outcome()).increment();
        LOG.infof(
                "%s %d: %s%s",
                refinement.kind(),
                refinement.number(),
                refinement.outcome(),
                refinement.detail() == null ? "" : ", " + refinement.detail());
    }
}
