package dev.preceptor.run.ledger;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.report.BatchBill;
import dev.preceptor.contracts.report.RungBill;
import dev.preceptor.contracts.report.RungBillBuilder;
import dev.preceptor.contracts.report.TeacherBill;
import dev.preceptor.contracts.report.TeacherBillBuilder;
import dev.preceptor.contracts.specification.Ladder;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.TeacherSpecification;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The calls and the cost of the teacher so far. Money is summed in billionths of a dollar, so that no rounding error grows. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class TeacherTally {

    static final double NANOS = 1e9;

    private int answers;
    private long promptTokens;
    private long completionTokens;
    private long nanoUsd;
    private long unknownNanoUsd;

    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    private int uncounted;

    private int cached;
    private long cachedPromptTokens;
    private long cachedCompletionTokens;
    private long savedNanoUsd;
    /** The requests in batches that have no outcome. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    private int inBatches;

    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    private int batchesEnded;

    /** The batches that have not ended, by our key. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private final Map<String, BatchBill.Open> openBatches = new TreeMap<>();

    /** The same for each rung of the ladder, by its name; empty if there is one teacher. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private final Map<String, TeacherTally> rungs = new TreeMap<>();

    /**
     * Whether an entry of a call tells more than the last one that was seen.
     *
     * @param before null where there was none
     */
    static boolean news(RunEvent.Called before, RunEvent.Called after) {
        return !after.equals(before) && (before == null || after.state() != TeacherCall.State.RESERVED);
    }

    /** 1 for a paid answer, otherwise 0. */
    static int answers(RunEvent.Called call) {
        return call.state() == TeacherCall.State.ANSWERED ? 1 : 0;
    }

    /** What a call's entry costs. */
    static long nanoUsd(RunEvent.Called call) {
        boolean free = call.state() == TeacherCall.State.DECLINED
                || call.state() == TeacherCall.State.CACHED
                || call.state() == TeacherCall.State.BATCH;
        return free ? 0 : Math.round(call.costUsd() * NANOS);
    }

    /** Counts a call's entry in place of its last one. */
    void replace(RunEvent.Called before, RunEvent.Called after) {
        if (after.state() == TeacherCall.State.BATCH) {
            replaceBatch(before, after);
            return;
        }
        if (before != null) {
            add(before, -1);
            addToRung(before, -1);
        }
        add(after, 1);
        addToRung(after, 1);
    }

    private void replaceBatch(RunEvent.Called before, RunEvent.Called after) {
        RunEvent.CalledBatch batch = after.batch();
        boolean hadEnded = before != null && before.batch().phase() == TeacherCall.BatchPhase.ENDED;
        if (batch.phase() == TeacherCall.BatchPhase.ENDED) {
            openBatches.remove(batch.key());
            batchesEnded += hadEnded ? 0 : 1;
        } else if (!hadEnded) {
            openBatches.put(
                    batch.key(),
                    new BatchBill.Open(batch.key(), batch.id(), after.rung(), batch.requests(), batch.at()));
        }
    }

    /** Null if nothing was sent in batches. */
    private BatchBill batches() {
        return inBatches == 0 && batchesEnded == 0 && openBatches.isEmpty()
                ? null
                : new BatchBill(inBatches, batchesEnded, List.copyOf(openBatches.values()));
    }

    private void addToRung(RunEvent.Called call, int sign) {
        if (call.rung() != null) {
            rungs.computeIfAbsent(call.rung(), name -> new TeacherTally()).add(call, sign);
        }
    }

    /** The bill of a run, with one line for each rung of its ladder. */
    TeacherBill bill(RunSpecification specification, Map<String, RungCounts> counts) {
        Ladder ladder = specification.ladder();
        TeacherBill bill = bill(specification.teacher());
        return ladder.hasSeveral()
                ? TeacherBillBuilder.builder(bill)
                        .model(ladder.label())
                        .rungs(ladder.rungs().stream()
                                .map(rung -> rungs.getOrDefault(rung.name(), new TeacherTally())
                                        .rungBill(rung, counts.getOrDefault(rung.name(), RungCounts.NONE)))
                                .toList())
                        .build()
                : bill;
    }

    private RungBill rungBill(TeacherSpecification rung, RungCounts counts) {
        return RungBillBuilder.builder()
                .name(rung.name())
                .model(rung.model())
                .asked(counts.asked())
                .taught(counts.taught())
                .calls(answers)
                .promptTokens(promptTokens)
                .completionTokens(completionTokens)
                .costUsd(nanoUsd / NANOS)
                .budgetUsd(rung.callsServer() ? rung.budgetUsd() : null)
                .cached(cached)
                .unknownUsd(unknownNanoUsd / NANOS)
                .build();
    }

    TeacherBill bill(TeacherSpecification teacher) {
        return TeacherBillBuilder.builder()
                .model(teacher.model())
                .calls(answers)
                .promptTokens(promptTokens)
                .completionTokens(completionTokens)
                .costUsd(nanoUsd / NANOS)
                .budgetUsd(teacher.budgetUsd())
                .cached(new TeacherBill.Cached(
                        cached, cachedPromptTokens, cachedCompletionTokens, savedNanoUsd / NANOS))
                .unknownUsd(unknownNanoUsd / NANOS)
                .uncounted(uncounted)
                .batches(batches())
                .build();
    }

    private void add(RunEvent.Called call, int sign) {
        if (call.state() == TeacherCall.State.DECLINED || call.state() == TeacherCall.State.BATCH) {
            return;
        }
        if (call.state() == TeacherCall.State.CACHED) {
            cached += sign;
            cachedPromptTokens += (long) sign * call.promptTokens();
            cachedCompletionTokens += (long) sign * call.completionTokens();
            savedNanoUsd += sign * Math.round(call.costUsd() * NANOS);
            return;
        }
        if (call.state() == TeacherCall.State.RESERVED && call.batch() != null) {
            inBatches += sign;
        }
        answers += sign * answers(call);
        if (call.state() == TeacherCall.State.ANSWERED) {
            promptTokens += (long) sign * call.promptTokens();
            completionTokens += (long) sign * call.completionTokens();
            uncounted += call.unknownUsd() > 0 ? sign : 0;
        }
        nanoUsd += sign * nanoUsd(call);
        unknownNanoUsd += sign * Math.round(call.unknownUsd() * NANOS);
    }
}
