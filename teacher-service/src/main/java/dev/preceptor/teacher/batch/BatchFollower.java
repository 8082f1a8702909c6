package dev.preceptor.teacher.batch;

import dev.preceptor.contracts.event.TeacherCall;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Follows one batch from the log's entry to the outcomes of its calls, whoever created it: finds its id if that is not in the log, asks
 * the provider for its state, cancels it with its run, and reads its results. Used once, by one thread.
 */
final class BatchFollower {

    private static final Logger LOG = Logger.getLogger(BatchFollower.class);

    private final BatchContext context;
    private final RungTerms terms;
    private final BatchEndpoint endpoint;
    private final TeacherCall first;
    private final Runnable postponed;
    private String lastStatus = "";
    private boolean cancelled;

    /**
     * @param batch an entry of the batch
     * @param postponed called if the provider did not take the batch at this time, before its requests may go into another one
     */
    BatchFollower(
            BatchContext context, RungTerms terms, BatchEndpoint endpoint, TeacherCall batch, Runnable postponed) {
        this.context = context;
        this.terms = terms;
        this.endpoint = endpoint;
        this.first = batch;
        this.postponed = postponed;
    }

    /**
     * Blocks until the batch has ended, or another replica follows it.
     *
     * @param isCancelled whether the run was cancelled
     * @param isOurs whether this replica has the requests of the rung
     */
    void follow(BooleanSupplier isCancelled, BooleanSupplier isOurs) throws InterruptedException {
        while (isOurs.getAsBoolean()) {
            context.shutdown().check();
            TeacherCall batch =
                    context.ledger().batch(first.account(), first.callId()).orElse(first);
            Duration pause =
                    switch (batch.batch().phase()) {
                        case INTENDED -> find(batch);
                        case CREATED -> ask(batch, isCancelled);
                        case ENDED -> null;
                    };
            if (pause == null) {
                return;
            }
            context.shutdown().sleep(pause);
        }
    }

    /** Looks for a batch without an id. Returns how long to wait before the next step. */
    private Duration find(TeacherCall batch) throws InterruptedException {
        Instant asked = context.now();
        Set<String> names = context.ledger().reservedIn(batch.account(), batch.callId()).stream()
                .map(BatchOutcomes::customId)
                .collect(Collectors.toSet());
        Search search = endpoint.find(batch, names::contains, context.ledger()::knowsBatch);
        if (search instanceof Search.Found found) {
            context.budget().recordBatch(BatchSender.createdEntry(batch, found.id(), context.now()));
            LOG.infof("batch %s of %s: found as %s", batch.callId(), terms.label(), found.id());
            return Duration.ZERO;
        }
        if (search instanceof Search.Undecided undecided) {
            logOnce("is looked for: " + undecided.detail());
            return terms.batch().pollInterval();
        }
        if (asked.isAfter(batch.deadline())) {
            new BatchEnd(context, terms, batch).free("the batch was lost before it was created");
            return Duration.ZERO;
        }
        return earlier(
                Duration.between(asked, batch.deadline()).plusMillis(1),
                terms.batch().pollInterval());
    }

    private static Duration earlier(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Duration ask(TeacherCall batch, BooleanSupplier isCancelled) throws InterruptedException {
        String id = batch.batch().id();
        Progress progress = endpoint.progress(id);
        if (progress instanceof Progress.Ended ended) {
            return read(batch, ended);
        }
        if (progress instanceof Progress.Gone gone) {
            new BatchEnd(context, terms, batch).unknown("the server does not know the batch any more " + gone.detail());
            return Duration.ZERO;
        }
        if (progress instanceof Progress.Running running) {
            logOnce("is " + running.status());
            if (isCancelled.getAsBoolean() && !cancelled) {
                LOG.infof("batch %s of %s: cancelled with its run", batch.callId(), terms.label());
                endpoint.cancel(id);
                cancelled = true;
            }
        } else {
            logOnce("cannot be asked for: " + ((Progress.Unavailable) progress).detail());
        }
        return orGiveUp(batch);
    }

    private Duration read(TeacherCall batch, Progress.Ended ended) throws InterruptedException {
        BatchEnd end = new BatchEnd(context, terms, batch);
        if (ended.refusal() != null) {
            String detail = "the server refused the batch: " + ended.refusal();
            if (ended.retryable()) {
                postponed.run();
                end.postponed(detail);
            } else {
                end.refused(detail);
            }
            return Duration.ZERO;
        }
        String problem = endpoint.results(batch.batch().id(), ended, end::take);
        if (problem != null) {
            logOnce("has results that cannot be read: " + problem);
            return orGiveUp(batch);
        }
        end.free(ended.status());
        return Duration.ZERO;
    }

    /** A provider ends a batch within a day and keeps its results for weeks; a batch that cannot be read ends at last, too. */
    private Duration orGiveUp(TeacherCall batch) {
        if (batch.at().plus(context.timeouts().read()).isBefore(context.now())) {
            new BatchEnd(context, terms, batch).unknown("the results of the batch could not be read in time");
            return Duration.ZERO;
        }
        return terms.batch().pollInterval();
    }

    private void logOnce(String status) {
        if (!status.equals(lastStatus)) {
            lastStatus = status;
            LOG.infof("batch %s of %s: %s", first.callId(), terms.label(), status);
        }
    }
}
