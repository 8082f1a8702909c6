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
import dev.preceptor.teacher.sharing.EventsInHand;
import dev.preceptor.teacher.sharing.SharedThreads;
import dev.preceptor.teacher.waiting.StoppedException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.TracingMetadata;
import io.smallrye.reactive.messaging.kafka.Record;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
    private final SharedThreads threads;
    private final EventsInHand inHand;
    private final Tracer tracer;
    private volatile Throwable broken;
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
            OpenTelemetry telemetry,
            MeterRegistry meters) {
        this.records = new RecordLimit(configuration.maxMessageBytes());
        this.tutor = tutor;
        this.drafter = drafter;
        this.refinements = refinements;
        this.examples = examples;
        this.drafts = drafts;
        this.underWay = underWay;
        this.threads = new SharedThreads(configuration.threads());
        this.inHand = new EventsInHand(configuration.eventsInHand(), configuration.bytesInHand());
        this.tracer = telemetry.getTracer("dev.preceptor.teacher");
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
    @Incoming("teacher-test-results")
    public CompletionStage<Void> judged(Message<TestResult> message) {
        return take(message, result -> work(result.assignment(), Curriculum.after(result)));
    }

    /** What was assigned: the tasks that are the teacher's own. */
    @Incoming("teacher-assignments")
    public CompletionStage<Void> assigned(Message<Assignment> message) {
        return take(message, assignment -> work(assignment, Curriculum.on(assignment)));
    }

    /** Tasks that the teacher is to invent. */
    @Incoming("teacher-draft-requests")
    public CompletionStage<Void> wanted(Message<DraftRequest> message) {
        return take(message, request -> Optional.of(new Work("draft", null, () -> draft(request))));
    }

    /**
     * What is to be done about an event.
     *
     * @param taskId of which it is; null where it is of none
     */
    private record Work(String span, String taskId, Runnable doing) {}

    private Optional<Work> work(Assignment assignment, Decision decision) {
        String taskId = assignment.task().id();
        if (decision instanceof Decision.Ask ask) {
            return Optional.of(new Work("teach", taskId, () -> tutor.answer(ask.question(), this::emit)));
        }
        return decision instanceof Decision.Teach teach
                ? Optional.of(new Work("teach", taskId, () -> teach.examples().forEach(this::emit)))
                : Optional.empty();
    }

    /** Completes when the next event may come, not when this one is done: it may wait for its run's share of the threads. */
    private <E extends Event> CompletionStage<Void> take(Message<E> message, Function<E, Optional<Work>> deciding) {
        if (underWay.stopping()) {
            return CompletableFuture.completedFuture(null);
        }
        if (broken != null) {
            return CompletableFuture.failedFuture(broken);
        }
        Optional<Work> work;
        try {
            work = deciding.apply(Event.whole(message.getPayload(), "event"));
        } catch (RuntimeException e) {
            return putAside(message, e);
        }
        if (work.isEmpty()) {
            return message.ack();
        }
        int bytes = size(message);
        CompletionStage<Void> room = inHand.taken(bytes);
        threads.submit(message.getPayload().runId(), () -> {
            try {
                process(message, work.get());
            } finally {
                inHand.done(bytes);
            }
        });
        return room;
    }

    private static int size(Message<?> message) {
        return message.getMetadata(IncomingKafkaRecordMetadata.class)
                .map(metadata -> Math.max(0, metadata.getRecord().serializedValueSize()))
                .orElse(0);
    }

    private void process(Message<? extends Event> message, Work work) {
        try {
            underWay.begin();
        } catch (StoppedException e) {
            return;
        }
        try {
            String runId = message.getPayload().runId();
            MDC.put("run", runId);
            if (work.taskId() != null) {
                MDC.put("task", work.taskId());
            }
            traced(message, runId, work);
            settled(message.ack());
        } catch (StoppedException e) {
            LOG.debug("stopped; whoever is given it next does it");
        } catch (RuntimeException e) {
            // Where the service stops, it failed because its clients are closed; whoever is given it next does it.
            if (!underWay.stopping()) {
                settled(putAside(message, e));
            }
        } finally {
            MDC.remove("run");
            MDC.remove("task");
            underWay.end();
        }
    }

    private void traced(Message<?> message, String runId, Work work) {
        Context cause = TracingMetadata.fromMessage(message)
                .map(TracingMetadata::getCurrentContext)
                .orElseGet(Context::current);
        Span span = tracer.spanBuilder(work.span())
                .setParent(cause)
                .setAttribute("preceptor.run", runId)
                .startSpan();
        if (work.taskId() != null) {
            span.setAttribute("preceptor.task", work.taskId());
        }
        try (Scope scope = span.makeCurrent()) {
            work.doing().run();
        } catch (RuntimeException e) {
            span.recordException(e);
            throw e;
        } finally {
            span.end();
        }
    }

    private static CompletionStage<Void> putAside(Message<?> message, RuntimeException cause) {
        if (!(cause instanceof IncompleteEventException || cause instanceof OversizedEventException)) {
            LOG.error("could not be processed", cause);
        }
        return message.nack(cause, Metadata.of(ASIDE));
    }

    /** What can be neither acknowledged nor put aside ends its channel with the next event, which the health check tells. */
    private void settled(CompletionStage<Void> outcome) {
        outcome.whenComplete((done, failure) -> {
            if (failure != null && !underWay.stopping()) {
                broken = failure;
            }
        });
    }

    private void emit(TrainingExample example) {
        examples.sendAndAwait(Record.of(example.key(), records.fitting(example)));
        taught.increment();
    }

    private void draft(DraftRequest request) {
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
