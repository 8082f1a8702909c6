package dev.preceptor.teacher.batch;

import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.httpclient.RetryPolicy;
import dev.preceptor.httpclient.credentials.ServerRefusedException;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import dev.preceptor.teacher.budget.BatchedCall;
import dev.preceptor.teacher.concurrency.FairThreadPool;
import dev.preceptor.teacher.lesson.Answer;
import dev.preceptor.teaching.RefinementRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Decides what happens to the requests that wait for batches, by the state of their calls in the log: they are gathered, sent, followed,
 * and processed once there is an outcome. All methods are called by the thread that reads the topic; the work is done by others.
 */
final class BatchDesk {

    /** Processes a request that its batch has left: with this answer, or, where it is null, by asking its teacher. */
    interface Processor {
        void process(RefinementRequest request, Answer answer);
    }

    private static final Logger LOG = Logger.getLogger(BatchDesk.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_BACKOFF = Duration.ofHours(1);
    private static final int THREADS = 16;
    private static final int TEXTS_IN_MEMORY = 64;

    private final BatchContext context;
    private final RequestTexts reader;
    private final Predicate<String> isCancelled;
    private final Processor processor;
    private final BatchMetrics metrics;
    private final Map<TopicPartition, BatchQueue> queues = new HashMap<>();
    private final Map<String, RungTerms> terms = new HashMap<>();
    /** Until when a rung sends no batch, while one is sent, or after the budget allowed none. */
    private final Map<String, Instant> pausedUntil = new ConcurrentHashMap<>();
    /** Until when a rung sends no batch, after the provider took none. */
    private final Map<String, Instant> postponedUntil = new ConcurrentHashMap<>();
    /** How often in succession the provider has taken no batch of a rung. */
    private final Map<String, Integer> postponements = new ConcurrentHashMap<>();
    /** The requests that a thread works on. */
    private final Set<WaitingRequest> busy = ConcurrentHashMap.newKeySet();
    /** The requests that go into no batch, with their answers; empty where the topic has lost the request. */
    private final Map<WaitingRequest, Optional<Answer>> decided = new ConcurrentHashMap<>();

    private final Set<WaitingRequest> done = ConcurrentHashMap.newKeySet();
    private final Set<String> followed = ConcurrentHashMap.newKeySet();
    private final Set<TopicPartition> ours = ConcurrentHashMap.newKeySet();
    private final Semaphore texts = new Semaphore(TEXTS_IN_MEMORY);
    private final FairThreadPool workers = new FairThreadPool(THREADS);
    private final ExecutorService batches = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "teacher-batch");
        thread.setDaemon(true);
        thread.setContextClassLoader(BatchDesk.class.getClassLoader());
        return thread;
    });

    /** @param isCancelled whether a run was cancelled */
    BatchDesk(
            BatchContext context,
            RequestTexts reader,
            Predicate<String> isCancelled,
            Processor processor,
            BatchMetrics metrics) {
        this.context = context;
        this.reader = reader;
        this.isCancelled = isCancelled;
        this.processor = processor;
        this.metrics = metrics;
    }

    void assigned(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> queues.put(partition, new BatchQueue()));
        ours.addAll(partitions);
    }

    /** What threads work on goes on; another replica repeats it without effect. */
    void revoked(Collection<TopicPartition> partitions) {
        ours.removeAll(partitions);
        partitions.forEach(queues::remove);
    }

    void admit(ConsumerRecord<String, byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        BatchQueue queue = queues.get(partition);
        if (queue == null) {
            return;
        }
        queue.read(record.offset());
        RefinementRequest request = RequestReader.parse(record.value());
        if (request == null || request.teacher().batch() == null) {
            LOG.errorf("offset %d of %s holds no request for a batch; it is left out", record.offset(), partition);
            return;
        }
        terms.put(record.key(), RungTerms.of(request));
        queue.add(new WaitingRequest(
                partition,
                record.offset(),
                record.key(),
                BatchCall.idsOf(request, context.prompts()),
                request.id(),
                Instant.ofEpochMilli(record.timestamp())));
    }

    /** The offsets to commit. */
    Map<TopicPartition, Long> toCommit() {
        for (WaitingRequest request : List.copyOf(done)) {
            done.remove(request);
            BatchQueue queue = queues.get(request.partition());
            if (queue != null) {
                queue.done(request);
            }
            busy.remove(request);
            decided.remove(request);
        }
        Map<TopicPartition, Long> offsets = new HashMap<>();
        queues.forEach((partition, queue) -> queue.toCommit().ifPresent(offset -> offsets.put(partition, offset)));
        return offsets;
    }

    /**
     * Starts what can be started now.
     *
     * @param allRead whether everything that is in the topic has been admitted
     */
    void step(boolean allRead) {
        if (!context.ledger().isReady()) {
            return;
        }
        Map<String, List<WaitingRequest>> gathered = new HashMap<>();
        Map<WaitingRequest, Answer> answers = new HashMap<>();
        Set<WaitingRequest> ready = new HashSet<>();
        int inBatches = 0;
        for (BatchQueue queue : queues.values()) {
            for (WaitingRequest request : queue.open()) {
                if (busy.contains(request)) {
                    continue;
                }
                RungTerms rung = terms.get(request.group());
                BatchedCall call = context.ledger()
                        .batchedCall(
                                rung.payer().purse(),
                                context.ledger().callId(rung.payer().purse(), request.callIds()),
                                request.refinementId(),
                                context.now());
                switch (call.kind()) {
                    case ANSWERED -> ready.add(request);
                    case IN_FLIGHT -> {}
                    case IN_BATCH -> {
                        inBatches++;
                        adopt(call.entry(), rung, request);
                    }
                    case UNASKED, FAILED -> {
                        if (isCancelled.test(rung.runId())) {
                            done.add(request);
                        } else if (call.kind() == BatchedCall.Kind.FAILED && isRefused(call.entry())) {
                            ready.add(request);
                            answers.put(request, faulted(call.entry().detail(), rung));
                        } else if (hasWaitedTooLong(call) && !rung.batch().thenLive()) {
                            ready.add(request);
                            answers.put(request, faulted(postponedTooLong(call), rung));
                        } else if (decided.containsKey(request) || isForTheLiveEndpoint(call, rung)) {
                            ready.add(request);
                            decided.getOrDefault(request, Optional.empty())
                                    .ifPresent(answer -> answers.put(request, answer));
                        } else {
                            gathered.computeIfAbsent(request.group(), group -> new ArrayList<>())
                                    .add(request);
                        }
                    }
                }
            }
        }
        process(ready, answers);
        gathered.forEach((group, requests) -> send(group, requests, allRead));
        int waiting = gathered.values().stream().mapToInt(List::size).sum();
        long oldest = queues.values().stream()
                .flatMap(queue -> queue.open().stream())
                .mapToLong(request ->
                        Duration.between(request.since(), context.now()).toSeconds())
                .max()
                .orElse(0);
        metrics.set(waiting, inBatches, followed.size(), oldest);
    }

    private static boolean isRefused(TeacherCall failed) {
        return failed.batch() != null && failed.batch().last();
    }

    /** A request that was postponed goes into a later batch until it has waited too long. */
    private boolean isForTheLiveEndpoint(BatchedCall call, RungTerms rung) {
        return rung.batch().thenLive()
                && call.kind() == BatchedCall.Kind.FAILED
                && (call.postponedSince() == null || hasWaitedTooLong(call));
    }

    private boolean hasWaitedTooLong(BatchedCall call) {
        return call.postponedSince() != null
                && call.postponedSince().plus(context.timeouts().postpone()).isBefore(context.now());
    }

    private String postponedTooLong(BatchedCall call) {
        return call.entry().detail() + "; no batch was taken for "
                + context.timeouts().postpone().toMinutes() + " minutes";
    }

    private static Answer faulted(String detail, RungTerms rung) {
        return Answer.without(RefinementOutcome.FAULTED, detail, rung.teacher().model());
    }

    /** Follows the batch of a call. A reservation whose batch never came into the log is declined after its deadline. */
    private void adopt(TeacherCall call, RungTerms rung, WaitingRequest request) {
        String key = call.batch().key();
        if (!call.runId().equals(rung.runId()) || followed.contains(key)) {
            return;
        }
        TeacherCall batch = context.ledger().batch(call.account(), key).orElse(null);
        if (batch != null) {
            start(key, () -> follow(batch, rung, request));
        } else if (context.ledger().owner().isDead(call.owner())
                || call.deadline().isBefore(context.now())) {
            start(key, () -> decline(call));
        }
    }

    private void start(String batchKey, Work work) {
        followed.add(batchKey);
        batches.execute(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ShuttingDownException e) {
                LOG.debug("the batch is followed after the restart");
            } catch (RuntimeException e) {
                LOG.errorf(e, "batch %s: cannot be followed at this time", batchKey);
                pause(LONGEST_PAUSE);
            } finally {
                followed.remove(batchKey);
            }
        });
    }

    private void decline(TeacherCall call) {
        List<TeacherCall> all =
                context.ledger().reservedIn(call.account(), call.batch().key());
        context.budget()
                .recordAll(all.stream()
                        .map(each -> BatchOutcomes.declined(each, context.now()))
                        .toList());
        LOG.infof(
                "batch %s: was not sent; %d requests are put into another one",
                call.batch().key(), all.size());
    }

    /** @param request one of the batch */
    private void follow(TeacherCall batch, RungTerms rung, WaitingRequest request) throws InterruptedException {
        BatchEndpoint endpoint = context.endpoints().of(rung.teacher());
        int before = postponements.getOrDefault(request.group(), 0);
        new BatchFollower(context, rung, endpoint, batch, () -> postpone(request.group(), rung, null))
                .follow(() -> isCancelled.test(rung.runId()), () -> ours.contains(request.partition()));
        // Has no effect if the batch was postponed.
        postponements.remove(request.group(), before);
    }

    private void send(String group, List<WaitingRequest> requests, boolean allRead) {
        RungTerms rung = terms.get(group);
        Instant now = context.now();
        if (now.isBefore(pausedUntil.getOrDefault(group, Instant.MIN))
                || now.isBefore(postponedUntil.getOrDefault(group, Instant.MIN))) {
            return;
        }
        int most = rung.batch().most();
        boolean isTime = allRead
                && requests.stream()
                        .anyMatch(request ->
                                !request.since().plus(rung.batch().waitTime()).isAfter(now));
        if (requests.size() < most && !isTime) {
            return;
        }
        List<WaitingRequest> chosen = BatchQueue.oldestFirst(requests, most);
        busy.addAll(chosen);
        // One batch of a rung is sent at a time, so that its requests are reserved in their order.
        pausedUntil.put(group, Instant.MAX);
        batches.execute(() -> {
            Instant pause = context.now();
            try {
                pause = send(group, rung, chosen);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ShuttingDownException e) {
                LOG.debug("the batch is sent after the restart");
            } catch (ServerRefusedException | IllegalArgumentException e) {
                chosen.forEach(request -> decided.put(request, Optional.of(faulted(e.getMessage(), rung))));
            } catch (RuntimeException e) {
                LOG.errorf(e, "a batch of %s cannot be sent at this time", rung.label());
                pause = context.now().plus(LONGEST_PAUSE);
            } finally {
                pausedUntil.put(group, pause);
                chosen.forEach(busy::remove);
            }
        });
    }

    /** Sends a batch of these requests; returns until when the rung sends no other one. */
    private Instant send(String group, RungTerms rung, List<WaitingRequest> chosen) throws InterruptedException {
        BatchEndpoint endpoint = context.endpoints().of(rung.teacher());
        BatchSender sender = new BatchSender(context, rung, endpoint);
        followed.add(sender.batchKey());
        BatchSender.Sent sent;
        try {
            sent = sender.send(reader, BatchQueue.byOffset(chosen));
        } finally {
            followed.remove(sender.batchKey());
        }
        sent.settled().forEach((request, answer) -> {
            decided.put(request, answer);
            answer.filter(each -> each.outcome() == RefinementOutcome.UNFUNDED).ifPresent(any -> metrics.declined());
        });
        if (sent.postponement() != null) {
            postpone(group, rung, sent.postponement().retryAfter());
        }
        boolean nothing = sent.batchKey() == null && sent.settled().isEmpty();
        Duration pause = rung.batch().pollInterval();
        return nothing ? context.now().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE) : context.now();
    }

    /**
     * The provider took no batch: none is sent for as long as it asks, or for an exponential backoff.
     *
     * @param retryAfter null if it does not say
     */
    private void postpone(String group, RungTerms rung, Duration retryAfter) {
        int number = postponements.merge(group, 1, Integer::sum);
        Duration wait = retryAfter != null
                ? retryAfter
                : new RetryPolicy(Integer.MAX_VALUE, rung.batch().pollInterval(), LONGEST_BACKOFF)
                        .backoff(number, ThreadLocalRandom.current());
        postponedUntil.put(group, context.now().plus(wait));
        LOG.infof("batches of %s: none is taken at this time; the next try is in %d s", rung.label(), wait.toSeconds());
    }

    /** Reads the texts of requests again and processes them. */
    private void process(Set<WaitingRequest> ready, Map<WaitingRequest, Answer> answers) {
        Set<WaitingRequest> fresh = new HashSet<>(ready);
        fresh.removeIf(request -> !busy.add(request));
        for (NavigableMap<Long, WaitingRequest> requests : BatchQueue.byPartition(fresh)) {
            batches.execute(() -> {
                Set<WaitingRequest> unread = new HashSet<>(requests.values());
                try {
                    reader.read(requests.firstEntry().getValue().partition(), requests, (waiting, request) -> {
                        unread.remove(waiting);
                        if (request == null) {
                            LOG.errorf("%s lacks the request at offset %d", waiting.partition(), waiting.offset());
                            done.add(waiting);
                            return true;
                        }
                        context.shutdown().acquire(texts);
                        workers.submit(request.runId(), () -> process(waiting, request, answers.get(waiting)));
                        return true;
                    });
                } catch (ShuttingDownException e) {
                    LOG.debug("the requests are processed after the restart");
                } catch (RuntimeException e) {
                    LOG.errorf(e, "waiting requests cannot be read at this time");
                    pause(LONGEST_PAUSE);
                } finally {
                    unread.forEach(busy::remove);
                }
            });
        }
    }

    private void process(WaitingRequest waiting, RefinementRequest request, Answer answer) {
        MDC.put("run", request.runId());
        MDC.put("task", request.task().id());
        try {
            processor.process(request, answer);
            done.add(waiting);
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
        if (context.shutdown().isSignalled()) {
            return;
        }
        try {
            processor.process(
                    request,
                    Answer.without(
                            RefinementOutcome.FAULTED,
                            "could not be processed: " + cause.getMessage(),
                            request.teacher().model()));
            done.add(waiting);
        } catch (RuntimeException e) {
            LOG.error("the fault could not be told", e);
            busy.remove(waiting);
        }
    }

    private void pause(Duration time) {
        try {
            context.shutdown().sleep(time);
        } catch (ShuttingDownException e) {
            LOG.debug("shutting down");
        }
    }

    private interface Work {
        void run() throws InterruptedException;
    }
}
