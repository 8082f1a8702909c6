package dev.preceptor.teacher.batch;

import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.State;
import dev.preceptor.contracts.event.TeacherCallBuilder;
import dev.preceptor.httpclient.completion.ServerRefusal;
import dev.preceptor.teacher.budget.Money;
import dev.preceptor.teacher.budget.PendingReservation;
import dev.preceptor.teacher.budget.Plan;
import dev.preceptor.teacher.budget.Reservation;
import dev.preceptor.teacher.chat.Refusals;
import dev.preceptor.teacher.lesson.Answer;
import dev.preceptor.teaching.RefinementRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Sends one batch: reserves its requests, writes the batch to the log, and creates it at the provider. Used once, by one thread. */
final class BatchSender {

    /**
     * What became of the requests.
     *
     * @param batchKey the batch that is in the log; null if no request could be reserved
     * @param settled the requests that go into no batch, with their answers: there is no money, or all attempts are used up; empty where
     *     the topic has lost the request
     * @param postponement why the batch was not created and may be later; null otherwise
     */
    record Sent(String batchKey, Map<WaitingRequest, Optional<Answer>> settled, Postponement postponement) {}

    /**
     * The provider takes no batch at this time.
     *
     * @param retryAfter how long it asks to wait; null if it does not say
     */
    record Postponement(Duration retryAfter) {}

    private static final Logger LOG = Logger.getLogger(BatchSender.class);
    private static final int CHUNK = 500;
    private static final String LONGEST_NAME = "-".repeat(64);

    private final BatchContext context;
    private final RungTerms terms;
    private final BatchEndpoint endpoint;
    private final String batchKey = UUID.randomUUID().toString();
    private final Map<WaitingRequest, Optional<Answer>> settled = new HashMap<>();
    private final Map<WaitingRequest, BatchCall> chunk = new LinkedHashMap<>();
    private final List<TeacherCall> reserved = new ArrayList<>();
    private final Instant deadline;
    private boolean full;

    BatchSender(BatchContext context, RungTerms terms, BatchEndpoint endpoint) {
        this.context = context;
        this.terms = terms;
        this.endpoint = endpoint;
        this.deadline = context.now().plus(context.timeouts().create());
    }

    /** Our own name of the batch. */
    String batchKey() {
        return batchKey;
    }

    /** @param texts reads the texts of the requests */
    Sent send(RequestTexts texts, NavigableMap<Long, WaitingRequest> requests) throws InterruptedException {
        try (BatchFile file = new BatchFile(endpoint.frame())) {
            texts.read(
                    requests.firstEntry().getValue().partition(),
                    requests,
                    (waiting, request) -> add(waiting, request, file));
            reserveChunk(file);
            file.finish();
            return reserved.isEmpty() ? new Sent(null, settled, null) : create(file);
        }
    }

    /** False where the batch is full. */
    private boolean add(WaitingRequest waiting, RefinementRequest request, BatchFile file) {
        if (request == null) {
            settled.put(waiting, Optional.empty());
            return true;
        }
        chunk.put(waiting, BatchCall.of(request, context.prompts(), context.ledger()));
        if (chunk.size() >= CHUNK) {
            reserveChunk(file);
        }
        return !full;
    }

    private void reserveChunk(BatchFile file) {
        Map<PendingReservation, BatchCall> pending = new LinkedHashMap<>();
        long pendingBytes = 0;
        for (Map.Entry<WaitingRequest, BatchCall> each : chunk.entrySet()) {
            BatchCall call = each.getValue();
            // The name of the request is not known before it is reserved; it has at most 64 characters.
            long bytes = file.bytesOf(endpoint.line(LONGEST_NAME, call.chat()));
            if (!file.fits(pendingBytes + bytes, endpoint.limits().bytes())) {
                full = true;
                break;
            }
            pendingBytes += bytes;
            Optional<PendingReservation> reservation =
                    context.budget().reserveInBatch(call.budget(), batchKey, deadline);
            if (reservation.isPresent()) {
                pending.put(reservation.get(), call);
            } else {
                decided(context.budget().planNow(call.budget()))
                        .ifPresent(answer -> settled.put(each.getKey(), Optional.of(answer)));
            }
        }
        pending.forEach((reservation, call) -> context.budget()
                .awaitDecision(reservation)
                .map(Reservation::entry)
                .ifPresent(granted -> {
                    reserved.add(granted);
                    file.add(endpoint.line(BatchOutcomes.customId(granted), call.chat()));
                }));
        chunk.clear();
    }

    /**
     * The answer of a request that goes into no batch. Whoever decided later, by a budget that was raised meanwhile, would send the request
     * by itself, at a higher price. Equal requests share a reservation: the others wait for its outcome.
     */
    private Optional<Answer> decided(Plan plan) {
        String model = terms.teacher().model();
        if (plan instanceof Plan.Unfunded unfunded) {
            return Optional.of(Answer.unfunded(unfunded.detail(), model, Money.usd(unfunded.cap())));
        }
        return plan instanceof Plan.GivenUp givenUp
                ? Optional.of(Answer.without(RefinementOutcome.FAULTED, givenUp.detail(), model))
                : Optional.empty();
    }

    private Sent create(BatchFile file) throws InterruptedException {
        Instant now = context.now();
        // A request that was sent at the last moment may reach the provider a little later.
        Instant until = now.plus(context.timeouts().create())
                .plus(context.timeouts().create().dividedBy(10));
        TeacherCall intended = TeacherCallBuilder.builder()
                .callId(batchKey)
                .runId(terms.runId())
                .number(1)
                .state(State.BATCH)
                .owner(context.ledger().owner().value())
                .at(now)
                .deadline(until)
                .purse(
                        terms.payer().purse().equals(terms.runId())
                                ? null
                                : terms.payer().purse())
                .rung(terms.rung())
                .batch(TeacherCall.Batch.intended(batchKey, file.lines(), file.sha256()))
                .build();
        context.budget().recordBatch(intended);
        if (context.ledger().reservedIn(terms.payer().purse(), batchKey).size() != file.lines()) {
            return postponed(intended, "its reservations were given up before it was created", null);
        }
        LOG.infof("batch %s of %s: %d requests are uploaded", batchKey, terms.label(), file.lines());
        Duration left = context.timeouts().create().minus(Duration.between(now, context.now()));
        Creation creation = left.isNegative() || left.isZero()
                ? new Creation.NotSent("the log took too long")
                : endpoint.create(file, batchKey, left);
        if (creation instanceof Creation.Created created) {
            context.budget().recordBatch(createdEntry(intended, created.id(), context.now()));
            LOG.infof("batch %s of %s: created as %s", batchKey, terms.label(), created.id());
            return new Sent(batchKey, settled, null);
        }
        if (creation instanceof Creation.Unknown unknown) {
            LOG.warnf("batch %s of %s: may have been created: %s", batchKey, terms.label(), unknown.detail());
            return new Sent(batchKey, settled, null);
        }
        if (creation instanceof Creation.Refused refused) {
            return refused(intended, refused.refusal());
        }
        return postponed(intended, "the batch was not sent: " + ((Creation.NotSent) creation).detail(), null);
    }

    static TeacherCall createdEntry(TeacherCall intended, String id, Instant now) {
        return intended.with(entry -> entry.at(now).batch(intended.batch().created(id)));
    }

    private Sent refused(TeacherCall intended, ServerRefusal refusal) {
        String detail = "the server refused the batch (" + refusal.status() + "): " + refusal.message();
        Duration retryAfter = refusal.retryAfter();
        boolean tooLong =
                retryAfter != null && retryAfter.compareTo(context.timeouts().postpone()) > 0;
        if (!Refusals.isRetryable(refusal)) {
            new BatchEnd(context, terms, intended).refused(detail);
        } else if (!tooLong) {
            return postponed(intended, detail, retryAfter);
        } else if (terms.batch().thenLive()) {
            new BatchEnd(context, terms, intended).free(detail);
        } else {
            new BatchEnd(context, terms, intended)
                    .refused(detail + "; it asks to wait " + retryAfter.toSeconds() + " s");
        }
        return new Sent(batchKey, settled, null);
    }

    private Sent postponed(TeacherCall intended, String detail, Duration retryAfter) {
        new BatchEnd(context, terms, intended).postponed(detail);
        return new Sent(batchKey, settled, new Postponement(retryAfter));
    }
}
