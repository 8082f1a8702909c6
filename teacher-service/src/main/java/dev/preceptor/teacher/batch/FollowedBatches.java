package dev.preceptor.teacher.batch;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** The batches that this replica sends or follows until their end, each on a thread of its own. */
final class FollowedBatches {

    private static final Logger LOG = Logger.getLogger(FollowedBatches.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);

    private final BatchContext context;
    private final Predicate<String> isCancelled;
    private final SendingPauses pauses;
    private final Executor threads;
    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    private final Set<TopicPartition> ours = ConcurrentHashMap.newKeySet();

    FollowedBatches(BatchContext context, Predicate<String> isCancelled, SendingPauses pauses, Executor threads) {
        this.context = context;
        this.isCancelled = isCancelled;
        this.pauses = pauses;
        this.threads = threads;
    }

    void assigned(Collection<TopicPartition> partitions) {
        ours.addAll(partitions);
    }

    /** A batch is followed only while the partition of its requests is assigned. */
    void revoked(Collection<TopicPartition> partitions) {
        ours.removeAll(partitions);
    }

    int count() {
        return keys.size();
    }

    /** A batch with this key is being sent, so that it is neither followed nor declined. */
    void sending(String batchKey) {
        keys.add(batchKey);
    }

    void sent(String batchKey) {
        keys.remove(batchKey);
    }

    /**
     * Follows the batch of a call. A reservation whose batch never came into the log is declined after its deadline.
     *
     * @param request one of the batch
     */
    void adopt(TeacherCall call, RungTerms rung, WaitingRequest request) {
        String key = call.batch().key();
        if (!call.runId().equals(rung.runId()) || keys.contains(key)) {
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
        keys.add(batchKey);
        threads.execute(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ShuttingDownException e) {
                LOG.debug("the batch is followed after the restart");
            } catch (RuntimeException e) {
                LOG.errorf(e, "batch %s: cannot be followed at this time", batchKey);
                pause();
            } finally {
                keys.remove(batchKey);
            }
        });
    }

    private void follow(TeacherCall batch, RungTerms rung, WaitingRequest request) throws InterruptedException {
        BatchEndpoint endpoint = context.endpoints().of(rung.teacher());
        int before = pauses.postponements(request.group());
        new BatchFollower(context, rung, endpoint, batch, () -> pauses.postpone(request.group(), rung, null))
                .follow(() -> isCancelled.test(rung.runId()), () -> ours.contains(request.partition()));
        pauses.taken(request.group(), before);
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

    private void pause() {
        try {
            context.shutdown().sleep(PAUSE_AFTER_FAILURE);
        } catch (ShuttingDownException e) {
            LOG.debug("shutting down");
        }
    }

    private interface Work {
        void run() throws InterruptedException;
    }
}
