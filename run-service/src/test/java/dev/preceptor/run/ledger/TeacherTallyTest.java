package dev.preceptor.run.ledger;

import static dev.preceptor.contracts.event.TeacherCall.State.ANSWERED;
import static dev.preceptor.contracts.event.TeacherCall.State.BATCH;
import static dev.preceptor.contracts.event.TeacherCall.State.CACHED;
import static dev.preceptor.contracts.event.TeacherCall.State.DECLINED;
import static dev.preceptor.contracts.event.TeacherCall.State.FAILED;
import static dev.preceptor.contracts.event.TeacherCall.State.RESERVED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.report.BatchBill;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.report.TeacherBill;
import dev.preceptor.contracts.report.TeacherBillBuilder;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.run.Runs;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TeacherTallyTest {

    private final RunLedger ledger = new RunLedger(Runs.run(Method.PERSD, 1, 1, 1));
    private final RunCounts counts = new RunCounts(ledger, 0);

    @Test
    void countsACallAtItsGreatestCostUntilItIsAnswered() {
        RunEvent.Called reserved = call(RESERVED, 0.5);
        counts.called(null, reserved);
        assertThat(bill().costUsd()).isEqualTo(0.5);
        assertThat(bill().unknownUsd()).isEqualTo(0.5);
        assertThat(bill().calls()).isZero();

        counts.called(reserved, call(ANSWERED, 0.1));
        assertThat(bill())
                .isEqualTo(TeacherBillBuilder.builder()
                        .model("teacher-model")
                        .calls(1)
                        .promptTokens(100)
                        .completionTokens(20)
                        .costUsd(0.1)
                        .budgetUsd(1.0)
                        .build());
    }

    @Test
    void countsNothingTwice() {
        RunEvent.Called answered = call(ANSWERED, 0.1);
        counts.called(null, answered);

        assertThat(counts.called(answered, answered)).isFalse();
        assertThat(counts.called(answered, call(RESERVED, 0.5))).isFalse();
        assertThat(bill().costUsd()).isEqualTo(0.1);
    }

    @Test
    void countsAFailedCallAtItsCostAndADeclinedOneNotAtAll() {
        counts.called(null, call(RESERVED, 0.5));
        counts.called(call(RESERVED, 0.5), call(FAILED, 0.25));
        counts.called(null, call(DECLINED, 0.5));

        assertThat(bill())
                .isEqualTo(TeacherBillBuilder.builder()
                        .model("teacher-model")
                        .costUsd(0.25)
                        .budgetUsd(1.0)
                        .unknownUsd(0.25)
                        .build());
    }

    @Test
    void countsWhatThePurseServedApartAndAsNoCost() {
        counts.called(null, call(CACHED, 0.5));

        assertThat(bill().costUsd()).isZero();
        assertThat(bill().calls()).isZero();
        assertThat(bill().cached()).isEqualTo(new TeacherBill.Cached(1, 100, 20, 0.5));
    }

    @Test
    void sumsManySmallAmountsExactly() {
        for (int i = 0; i < 1000; i++) {
            counts.called(null, call(ANSWERED, 0.0000001));
        }

        assertThat(bill().costUsd()).isEqualTo(0.0001);
    }

    @Test
    void aCallThatAnOlderVersionCountedTakesNothingFromWhatIsUnknown() {
        RunEvent.Called older = Runs.called(Runs.RUN, "call", 1, RESERVED, 0.5, 0, 0, 0);
        counts.called(null, older);

        counts.called(older, call(ANSWERED, 0.1));

        assertThat(bill().unknownUsd()).isZero();
    }

    @Test
    void countsAnswersWithoutATokenCountApart() {
        RunEvent.Called uncounted = Runs.called(Runs.RUN, "call", 1, ANSWERED, 0.5, 0, 0, 0.5);

        counts.called(null, uncounted);
        assertThat(bill().uncounted()).isEqualTo(1);
        assertThat(bill().calls()).isEqualTo(1);
        assertThat(bill().unknownUsd()).isEqualTo(0.5);

        counts.called(uncounted, call(ANSWERED, 0.1));
        assertThat(bill().uncounted()).isZero();
    }

    @Test
    void openBatchesAndTheirRequestsAreReportedUntilTheyEnd() {
        TeacherCall.Batch intended = TeacherCall.Batch.intended("key", 2, "05");
        Instant at = Instant.parse("2026-11-30T08:00:00Z");
        RunEvent.Called reserved = inBatch(call(RESERVED, 0.5), TeacherCall.Batch.named("key"), at);
        RunEvent.Called begun = inBatch(call(BATCH, 0), intended, at);
        RunEvent.Called created = inBatch(call(BATCH, 0), intended.created("batch_1"), at);
        assertThat(bill().batches()).isNull();

        counts.called(null, reserved);
        counts.called(null, begun);
        counts.called(begun, created);
        assertThat(bill().batches())
                .isEqualTo(new BatchBill(1, 0, List.of(new BatchBill.Open("key", "batch_1", null, 2, at))));
        assertThat(bill().costUsd()).isEqualTo(0.5);

        counts.called(reserved, inBatch(call(ANSWERED, 0.1), TeacherCall.Batch.named("key"), at));
        counts.called(
                created, inBatch(call(BATCH, 0), intended.created("batch_1").ended(), at));
        assertThat(bill().batches()).isEqualTo(new BatchBill(0, 1, List.of()));
        assertThat(bill().costUsd()).isEqualTo(0.1);
        assertThat(bill().calls()).isEqualTo(1);
    }

    @Test
    void theNewestReasonOfEachOutcomeIsReported() {
        counts.sampleEnded(ended(Outcome.UNTAUGHT, "the teacher refused"));
        counts.sampleEnded(ended(Outcome.UNTAUGHT, "it was cut"));
        counts.sampleEnded(ended(Outcome.SOLVED, null));
        counts.faulted("the broker burnt");

        assertThat(ledger.report().reasons())
                .containsOnly(Map.entry("untaught", "it was cut"), Map.entry("faulted", "the broker burnt"));
    }

    private static RunEvent.SampleEnded ended(Outcome outcome, String reason) {
        return Runs.sampleEnded(Runs.RUN, 1, "set/1", 0, outcome, true, List.of(), reason);
    }

    private TeacherBill bill() {
        return ledger.report().teacher();
    }

    private static RunEvent.Called call(TeacherCall.State state, double costUsd) {
        int tokens = state == ANSWERED || state == CACHED ? 100 : 0;
        double unknownUsd = state == RESERVED || state == FAILED ? costUsd : 0;
        return Runs.called(Runs.RUN, "call", 1, state, costUsd, tokens, tokens / 5, unknownUsd);
    }

    private static RunEvent.Called inBatch(RunEvent.Called call, TeacherCall.Batch batch, Instant at) {
        return RunEventCalledBuilder.builder(call)
                .batch(RunEvent.CalledBatch.of(batch, at))
                .build();
    }
}
