package dev.preceptor.teacher.batch;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/** Records the outcomes of a batch's calls, and at last that the batch has ended. Every step may be repeated. Used by one thread. */
final class BatchEnd {

    private static final Logger LOG = Logger.getLogger(BatchEnd.class);
    private static final int CHUNK = 500;

    private final BatchContext context;
    private final RungTerms terms;
    private final TeacherCall batch;
    private final Map<String, TeacherCall> open = new HashMap<>();
    private final List<TeacherCall> outcomes = new ArrayList<>();
    private int answered;
    private int failed;

    /** @param batch the last entry of the batch */
    BatchEnd(BatchContext context, RungTerms terms, TeacherCall batch) {
        this.context = context;
        this.terms = terms;
        this.batch = batch;
        context.ledger()
                .reservedIn(batch.account(), batch.callId())
                .forEach(call -> open.put(BatchOutcomes.customId(call), call));
    }

    /** Takes a result; one that was recorded before is ignored. */
    void take(BatchResult result) {
        TeacherCall reserved = open.remove(result.customId());
        if (reserved != null) {
            add(BatchOutcomes.of(reserved, result.reply(), terms.teacher(), context.now()));
        }
    }

    /** Ends the batch; the provider did not process what has no outcome. */
    void free(String detail) {
        Instant now = context.now();
        end(detail, call -> BatchOutcomes.free(call, detail, now));
    }

    /** Ends the batch; the provider may have processed what has no outcome. */
    void unknown(String detail) {
        Instant now = context.now();
        end(detail, call -> BatchOutcomes.unknown(call, detail, now));
    }

    /** Ends a batch that was refused as a whole, so that its requests must not be repeated. */
    void refused(String detail) {
        Instant now = context.now();
        end(detail, call -> {
            TeacherCall free = BatchOutcomes.free(call, detail, now);
            return free.withBatch(free.batch().refused());
        });
    }

    /** Ends a batch that the provider did not take at this time. The failure counts as no attempt of its requests. */
    void postponed(String detail) {
        Instant now = context.now();
        end(detail, call -> {
            TeacherCall free = BatchOutcomes.free(call, detail, now);
            return free.withBatch(free.batch().putOff());
        });
    }

    private void end(String detail, UnaryOperator<TeacherCall> outcome) {
        int without = open.size();
        open.values().forEach(call -> add(outcome.apply(call)));
        flush();
        context.budget()
                .recordBatch(batch.with(entry ->
                        entry.at(context.now()).batch(batch.batch().ended()).detail(detail)));
        LOG.infof(
                "batch %s of %s: ended, %s: %d answered, %d failed, %d without a result",
                batch.callId(), terms.label(), detail, answered, failed - without, without);
    }

    private void add(TeacherCall outcome) {
        outcomes.add(outcome);
        if (outcome.state() == State.ANSWERED) {
            answered++;
        } else {
            failed++;
        }
        if (outcomes.size() >= CHUNK) {
            flush();
        }
    }

    private void flush() {
        context.budget().recordAll(List.copyOf(outcomes));
        outcomes.clear();
    }
}
