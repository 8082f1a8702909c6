package dev.preceptor.stage.stream;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.OversizedEventException;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.Submission;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.stage.deadletter.DeadLetterHeaders;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * A processor of the events of many runs:
 *
 * <ul>
 *   <li>A fault in one run does not stop the others. Only Kafka's own exceptions reach the stream thread.
 *   <li>What waits for the artifact store is looked at every second, and is tried beside the stream thread.
 *   <li>What it emits carries its trace and fits into a record.
 * </ul>
 *
 * @param <E> the events that it reads
 */
public abstract class RunsProcessor<E> extends ContextualProcessor<String, E, String, Event> {

    private final Logger log = Logger.getLogger(getClass());
    private final String service;
    private final ProcessingLimits limits;
    private final EventTraces traces;
    private final StoreProbe probe;
    /** The keys of what waits for the artifact store. */
    private final Set<String> waiting = new HashSet<>();

    /** @param service the name that dead letters carry: {@code run} of run-service */
    protected RunsProcessor(String service, ProcessingLimits limits, EventTraces traces) {
        this.service = service;
        this.limits = limits;
        this.traces = traces;
        this.probe = new StoreProbe(limits.storeRetries());
    }

    /** Finds the state stores of the task that this processor is given. */
    protected abstract void openStores(ProcessorContext<String, Event> context);

    /** The keys of what waits for the artifact store, by the state stores. */
    protected abstract Collection<String> waitingKeys();

    /** The run that something with this key belongs to. */
    protected abstract String runOf(String waitingKey);

    protected abstract String runOf(E event);

    /** @param headers of the record that the event came in */
    protected abstract void process(E event, long now, Headers headers);

    /** Looks at something that waits for the artifact store, and tries the store where that is due. */
    protected abstract void retry(String waitingKey, long now);

    /** An event of the run could not be processed; its state is to be read from the stores again. */
    protected abstract void processingFailed(String runId, String reason, long now);

    @Override
    public final void init(ProcessorContext<String, Event> context) {
        super.init(context);
        openStores(context);
        waiting.clear();
        waiting.addAll(waitingKeys());
        context.schedule(StoreWait.LOOK_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> List.copyOf(waiting)
                .forEach(key ->
                        isolated(runOf(key), "a retry of the artifact store for " + key, now, () -> retry(key, now))));
    }

    @Override
    public final void process(Record<String, E> record) {
        E event = record.value();
        long now = record.timestamp();
        isolated(runOf(event), event, now, () -> process(event, now, record.headers()));
    }

    private void isolated(String runId, Object what, long now, Runnable work) {
        MDC.put("run", runId);
        try {
            work.run();
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            // A thread that it ended would be replaced, and the next one would meet the same event.
            log.errorf(e, "%s: %s could not be processed", runId, what);
            processingFailed(runId, service + "-service could not process an event of it: " + e, now);
        } finally {
            MDC.remove("run");
        }
    }

    /** @param waits whether what has this key waits for the artifact store from now on */
    protected final void setWaiting(String key, boolean waits) {
        if (waits) {
            waiting.add(key);
        } else {
            waiting.remove(key);
        }
    }

    /** Tries the artifact store beside this thread; see {@link StoreProbe#outcome}. */
    protected final Optional<StoreProbe.Outcome> tryStore(String key, Runnable read) {
        return probe.outcome(key, read);
    }

    /**
     * Emits an event with which a trace begins. An event of a task that no record can hold becomes a dead letter without a value:
     * its key ends the task. Runs are never too large.
     *
     * @throws OversizedEventException if an event of a whole run is too large
     */
    protected final void emit(Event event, long now) {
        if (fits(event, now)) {
            context().forward(new Record<>(event.key(), event, now, traces.begin(event)));
        }
    }

    /** As {@link #emit}, in the trace that these headers carry. */
    protected final void emitInTraceOf(Headers cause, Event event, long now) {
        if (fits(event, now)) {
            context().forward(new Record<>(event.key(), event, now, traces.continued(event, cause)));
        }
    }

    /** Emits an event as a dead letter, which the topology routes by its headers or type. */
    protected final void emitDeadLetter(String key, Event event, long now, String reason) {
        context().forward(new Record<>(key, event, now, DeadLetterHeaders.of(reason, service)));
    }

    private boolean fits(Event event, long now) {
        Optional<String> excess =
                event instanceof Run ? Optional.empty() : limits.records().excess(event);
        if (excess.isEmpty()) {
            return true;
        }
        if (!(event instanceof Assignment || event instanceof Submission || event instanceof TestResult)) {
            throw new OversizedEventException(excess.get());
        }
        emitDeadLetter(event.key(), null, now, excess.get());
        return false;
    }
}
