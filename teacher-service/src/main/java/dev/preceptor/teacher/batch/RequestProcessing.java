package dev.preceptor.teacher.batch;

import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import dev.preceptor.teacher.concurrency.FairThreadPool;
import dev.preceptor.teacher.lesson.Answer;
import dev.preceptor.teaching.RefinementRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Processes requests that have left their batches: reads their texts again, and has each of them processed once. */
final class RequestProcessing {

    /** Processes a request that its batch has left: with this answer, or, where it is null, by asking its teacher. */
    interface Processor {
        void process(RefinementRequest request, Answer answer);
    }

    /** Learns what became of a request. */
    interface Listener {

        void processed(WaitingRequest request);

        /** The request was not processed, and can be processed again. */
        void released(WaitingRequest request);
    }

    private static final Logger LOG = Logger.getLogger(RequestProcessing.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);
    private static final int THREADS = 16;
    private static final int TEXTS_IN_MEMORY = 64;

    private final RequestTexts reader;
    private final Processor processor;
    private final Listener listener;
    private final ShutdownSignal shutdown;
    private final Executor readers;
    private final Semaphore texts = new Semaphore(TEXTS_IN_MEMORY);
    private final FairThreadPool workers = new FairThreadPool(THREADS);

    /** @param readers runs what reads the texts */
    RequestProcessing(
            RequestTexts reader, Processor processor, Listener listener, ShutdownSignal shutdown, Executor readers) {
        this.reader = reader;
        this.processor = processor;
        this.listener = listener;
        this.shutdown = shutdown;
        this.readers = readers;
    }

    /** @param answers of requests whose teacher is not asked */
    void start(Set<WaitingRequest> requests, Map<WaitingRequest, Answer> answers) {
        BatchQueue.byPartition(requests).forEach(ofPartition -> readers.execute(() -> read(ofPartition, answers)));
    }

    private void read(NavigableMap<Long, WaitingRequest> requests, Map<WaitingRequest, Answer> answers) {
        Set<WaitingRequest> unread = new HashSet<>(requests.values());
        try {
            reader.read(requests.firstEntry().getValue().partition(), requests, (waiting, request) -> {
                unread.remove(waiting);
                if (request == null) {
                    LOG.errorf("%s lacks the request at offset %d", waiting.partition(), waiting.offset());
                    listener.processed(waiting);
                    return true;
                }
                shutdown.acquire(texts);
                workers.submit(request.runId(), () -> process(waiting, request, answers.get(waiting)));
                return true;
            });
        } catch (ShuttingDownException e) {
            LOG.debug("the requests are processed after the restart");
        } catch (RuntimeException e) {
            LOG.errorf(e, "waiting requests cannot be read at this time");
            pause();
        } finally {
            unread.forEach(listener::released);
        }
    }

    private void pause() {
        try {
            shutdown.sleep(PAUSE_AFTER_FAILURE);
        } catch (ShuttingDownException e) {
            LOG.debug("shutting down");
        }
    }

    private void process(WaitingRequest waiting, RefinementRequest request, Answer answer) {
        MDC.put("run", request.runId());
        MDC.put("task", request.task().id());
        try {
            processor.process(request, answer);
            listener.processed(waiting);
        } catch (ShuttingDownException e) {
            LOG.debug("the request is processed after the restart");
        } catch (RuntimeException e) {
            LOG.error("could not be processed", e);
            fault(waiting, request, e);
        } finally {
            MDC.remove("run");
            MDC.remove("task");
            texts.release();
        }
    }

    /** A fault of ours ends the task as FAULTED. */
    private void fault(WaitingRequest waiting, RefinementRequest request, RuntimeException cause) {
        if (shutdown.isSignalled()) {
            return;
        }
        Answer faulted = Answer.without(
                RefinementOutcome.FAULTED,
                "could not be processed: " + cause.getMessage(),
                request.teacher().model());
        try {
            processor.process(request, faulted);
            listener.processed(waiting);
        } catch (RuntimeException e) {
            LOG.error("the fault could not be told", e);
            listener.released(waiting);
        }
    }
}
