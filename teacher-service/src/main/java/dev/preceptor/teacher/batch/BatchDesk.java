package dev.preceptor.teacher.batch;

import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.httpclient.credentials.ServerRefusedException;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import dev.preceptor.teacher.budget.BatchedCall;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Decides what happens to the requests that wait for batches, by the state of their calls in the log: they are gathered, sent, followed,
 * and processed once there is an outcome. All methods are called by the thread that reads the topic; the work is done by others.
 */
final class BatchDesk {

    private static final Logger LOG = Logger.getLogger(BatchDesk.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final BatchContext context;
    private final RequestTexts reader;
    private final Predicate<String> isCancelled;
    private final BatchMetrics metrics;
    private final Map<TopicPartition, BatchQueue> queues = new HashMap<>();
    private final Map<String, RungTerms> terms = new HashMap<>();
    private final SendingPauses pauses;
    private final RequestProcessing processing;
    /** The requests that a thread works on. */
    private final Set<WaitingRequest> busy = ConcurrentHashMap.newKeySet();
    /** The requests that go into no batch, with their answers; empty where the topic has lost the request. */
    private final Map<WaitingRequest, Optional<Answer>> decided = new ConcurrentHashMap<>();

    private final Set<WaitingRequest> done = ConcurrentHashMap.newKeySet();
    private final FollowedBatches followed;
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
            RequestProcessing.Processor processor,
            BatchMetrics metrics) {
        this.context = context;
        this.reader = reader;
        this.isCancelled = isCancelled;
        this.metrics = metrics;
        this.pauses = new SendingPauses(context.clock());
        this.followed = new FollowedBatches(context, isCancelled, pauses, batches);
        this.processing =
                new RequestProcessing(reader, processor, new ProcessedRequests(), context.shutdown(), batches);
    }

    void assigned(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> queues.put(partition, new BatchQueue()));
        followed.assigned(partitions);
    }

    /** What threads work on goes on; another replica repeats it without effect. */
    void revoked(Collection<TopicPartition> partitions) {
        followed.revoked(partitions);
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
        Decisions decisions = new Decisions();
        for (BatchQueue queue : queues.values()) {
            queue.open().stream().filter(request -> !busy.contains(request)).forEach(decisions::decide);
        }
        process(decisions.ready, decisions.answers);
        decisions.gathered.forEach((group, requests) -> send(group, requests, allRead));
        int waiting = decisions.gathered.values().stream().mapToInt(List::size).sum();
        metrics.set(waiting, decisions.inBatches, followed.count(), oldestSeconds());
    }

    private long oldestSeconds() {
        return queues.values().stream()
                .flatMap(queue -> queue.open().stream())
                .mapToLong(request ->
                        Duration.between(request.since(), context.now()).toSeconds())
                .max()
                .orElse(0);
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

    private void send(String group, List<WaitingRequest> requests, boolean allRead) {
        RungTerms rung = terms.get(group);
        if (!pauses.maySend(group)) {
            return;
        }
        Instant now = context.now();
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
        pauses.sending(group);
        batches.execute(() -> {
            Duration pause = Duration.ZERO;
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
                pause = LONGEST_PAUSE;
            } finally {
                pauses.sent(group, pause);
                chosen.forEach(busy::remove);
            }
        });
    }

    /** Sends a batch of these requests; returns how long the rung sends no other one. */
    private Duration send(String group, RungTerms rung, List<WaitingRequest> chosen) throws InterruptedException {
        BatchEndpoint endpoint = context.endpoints().of(rung.teacher());
        BatchSender sender = new BatchSender(context, rung, endpoint);
        followed.sending(sender.batchKey());
        BatchSender.Sent sent;
        try {
            sent = sender.send(reader, BatchQueue.byOffset(chosen));
        } finally {
            followed.sent(sender.batchKey());
        }
        sent.settled().forEach((request, answer) -> {
            decided.put(request, answer);
            answer.filter(each -> each.outcome() == RefinementOutcome.UNFUNDED).ifPresent(any -> metrics.declined());
        });
        if (sent.postponement() != null) {
            pauses.postpone(group, rung, sent.postponement().retryAfter());
        }
        boolean nothing = sent.batchKey() == null && sent.settled().isEmpty();
        Duration pause = rung.batch().pollInterval();
        return nothing ? (pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE) : Duration.ZERO;
    }

    private void process(Set<WaitingRequest> ready, Map<WaitingRequest, Answer> answers) {
        Set<WaitingRequest> fresh = new HashSet<>(ready);
        fresh.removeIf(request -> !busy.add(request));
        processing.start(fresh, answers);
    }

    /** What one step decides about the requests that no thread works on. */
    private final class Decisions {

        private final Map<String, List<WaitingRequest>> gathered = new HashMap<>();
        private final Set<WaitingRequest> ready = new HashSet<>();
        /** Answers of ready requests whose teacher is not asked. */
        private final Map<WaitingRequest, Answer> answers = new HashMap<>();

        private int inBatches;

        private void decide(WaitingRequest request) {
            RungTerms rung = terms.get(request.group());
            String purse = rung.payer().purse();
            BatchedCall call = context.ledger()
                    .batchedCall(
                            purse,
                            context.ledger().callId(purse, request.callIds()),
                            request.refinementId(),
                            context.now());
            switch (call.kind()) {
                case ANSWERED -> ready.add(request);
                case IN_FLIGHT -> {}
                case IN_BATCH -> {
                    inBatches++;
                    followed.adopt(call.entry(), rung, request);
                }
                case UNASKED, FAILED -> decideUnanswered(request, call, rung);
            }
        }

        private void decideUnanswered(WaitingRequest request, BatchedCall call, RungTerms rung) {
            if (isCancelled.test(rung.runId())) {
                done.add(request);
            } else if (call.kind() == BatchedCall.Kind.FAILED && isRefused(call.entry())) {
                answer(request, faulted(call.entry().detail(), rung));
            } else if (hasWaitedTooLong(call) && !rung.batch().thenLive()) {
                answer(request, faulted(postponedTooLong(call), rung));
            } else if (decided.containsKey(request) || isForTheLiveEndpoint(call, rung)) {
                ready.add(request);
                decided.getOrDefault(request, Optional.empty()).ifPresent(answer -> answers.put(request, answer));
            } else {
                gathered.computeIfAbsent(request.group(), group -> new ArrayList<>())
                        .add(request);
            }
        }

        private void answer(WaitingRequest request, Answer answer) {
            ready.add(request);
            answers.put(request, answer);
        }
    }

    private final class ProcessedRequests implements RequestProcessing.Listener {

        @Override
        public void processed(WaitingRequest request) {
            done.add(request);
        }

        @Override
        public void released(WaitingRequest request) {
            busy.remove(request);
        }
    }
}
