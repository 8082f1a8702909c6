package dev.preceptor.teacher;

import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.IncompleteEventException;
import dev.preceptor.contracts.event.OversizedEventException;
import dev.preceptor.stage.deadletter.DeadLetterHeaders;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import dev.preceptor.teacher.concurrency.FairThreadPool;
import dev.preceptor.teacher.concurrency.InFlightLimit;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.smallrye.reactive.messaging.TracingMetadata;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Processes the service's events: in worker threads that the runs share, with backpressure, tracing, acknowledgement and dead letters.
 *
 * <p>An event is acknowledged after its task has ended. If the task fails, the event goes to the dead letters of its topic. An event that
 * a shutdown interrupts is neither, so Kafka delivers it again.
 */
@ApplicationScoped
class EventProcessor {

    private static final Logger LOG = Logger.getLogger(EventProcessor.class);
    /** Several services read the same topics; the header names the one that wrote the dead letter. */
    private static final OutgoingKafkaRecordMetadata<String> DEAD_LETTER_METADATA =
            OutgoingKafkaRecordMetadata.<String>builder()
                    .withHeaders(List.of(new RecordHeader(
                            DeadLetterHeaders.SERVICE, TeacherBeans.SERVICE.getBytes(StandardCharsets.UTF_8))))
                    .build();

    private final GracefulShutdown shutdown;
    private final FairThreadPool threads;
    private final InFlightLimit inFlight;
    private final Tracer tracer;
    /** Why an event could be neither acknowledged nor dead-lettered. */
    private volatile Throwable fatalFailure;

    EventProcessor(GracefulShutdown shutdown, TeacherConfiguration configuration, OpenTelemetry telemetry) {
        this.shutdown = shutdown;
        this.threads = new FairThreadPool(configuration.threads());
        this.inFlight = new InFlightLimit(configuration.eventsInHand(), configuration.bytesInHand());
        this.tracer = telemetry.getTracer("dev.preceptor.teacher");
    }

    /**
     * The work that an event causes.
     *
     * @param span name of its tracing span
     * @param taskId the task that it is about; null where it is about none
     */
    record Task(String span, String taskId, Runnable action) {}

    /**
     * Processes an event.
     *
     * @param decide the event's task; empty where the event needs none
     * @return completes when the next event may be received, which may be before this one is processed; fails where the channel
     *     must end, as an earlier event could be neither acknowledged nor dead-lettered
     */
    <E extends Event> CompletionStage<Void> process(Message<E> message, Function<E, Optional<Task>> decide) {
        if (shutdown.isShuttingDown()) {
            return CompletableFuture.completedFuture(null);
        }
        if (fatalFailure != null) {
            return CompletableFuture.failedFuture(fatalFailure);
        }
        Optional<Task> task;
        try {
            task = decide.apply(Event.whole(message.getPayload(), "event"));
        } catch (RuntimeException e) {
            return deadLetter(message, e);
        }
        if (task.isEmpty()) {
            return message.ack();
        }
        int bytes = size(message);
        CompletionStage<Void> room = inFlight.received(bytes);
        threads.submit(message.getPayload().runId(), () -> {
            try {
                execute(message, task.get());
            } finally {
                inFlight.processed(bytes);
            }
        });
        return room;
    }

    private static int size(Message<?> message) {
        return message.getMetadata(IncomingKafkaRecordMetadata.class)
                .map(metadata -> Math.max(0, metadata.getRecord().serializedValueSize()))
                .orElse(0);
    }

    private void execute(Message<? extends Event> message, Task task) {
        try {
            shutdown.begin();
        } catch (ShuttingDownException e) {
            return;
        }
        try {
            String runId = message.getPayload().runId();
            MDC.put("run", runId);
            if (task.taskId() != null) {
                MDC.put("task", task.taskId());
            }
            executeInSpan(message, runId, task);
            checkCompletion(message.ack());
        } catch (ShuttingDownException e) {
            LOG.debug("interrupted by the shutdown; the event is delivered again");
        } catch (RuntimeException e) {
            // During a shutdown the task fails because its clients are closed; the event is delivered again.
            if (!shutdown.isShuttingDown()) {
                checkCompletion(deadLetter(message, e));
            }
        } finally {
            MDC.remove("run");
            MDC.remove("task");
            shutdown.end();
        }
    }

    private void executeInSpan(Message<?> message, String runId, Task task) {
        Context parent = TracingMetadata.fromMessage(message)
                .map(TracingMetadata::getCurrentContext)
                .orElseGet(Context::current);
        Span span = tracer.spanBuilder(task.span())
                .setParent(parent)
                .setAttribute("preceptor.run", runId)
                .startSpan();
        if (task.taskId() != null) {
            span.setAttribute("preceptor.task", task.taskId());
        }
        try (Scope scope = span.makeCurrent()) {
            task.action().run();
        } catch (RuntimeException e) {
            span.recordException(e);
            throw e;
        } finally {
            span.end();
        }
    }

    private static CompletionStage<Void> deadLetter(Message<?> message, RuntimeException cause) {
        if (!(cause instanceof IncompleteEventException || cause instanceof OversizedEventException)) {
            LOG.error("could not be processed", cause);
        }
        return message.nack(cause, Metadata.of(DEAD_LETTER_METADATA));
    }

    /** An event that can be neither acknowledged nor dead-lettered ends its channel with the next event; the health check then fails. */
    private void checkCompletion(CompletionStage<Void> completion) {
        completion.whenComplete((done, failure) -> {
            if (failure != null && !shutdown.isShuttingDown()) {
                fatalFailure = failure;
            }
        });
    }
}
