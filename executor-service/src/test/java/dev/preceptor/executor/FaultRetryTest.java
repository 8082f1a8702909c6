package dev.preceptor.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.executor.judge.Judgement;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultRetryTest {

    private static final Judgement FAULT = Judgement.sandboxError("the zygote ended", 0.1);
    private static final Judgement FAILED = new Judgement(Verdict.FAILED, List.of(), "f", "f", null, 0.1);

    @Test
    void aFaultIsJudgedAgain() {
        Iterator<Judgement> judgements = List.of(FAULT, FAULT, FAILED).iterator();

        assertThat(FaultRetry.judge(judgements::next)).isSameAs(FAILED);
    }

    @Test
    void whatTheCodeIsToBlameForIsNot() {
        Iterator<Judgement> judgements = List.of(FAILED).iterator();

        assertThat(FaultRetry.judge(judgements::next)).isSameAs(FAILED);
    }

    @Test
    void itEndsWithAFaultThatStays() {
        Iterator<Judgement> judgements = List.of(FAULT, FAULT, FAULT, FAULT).iterator();

        assertThat(FaultRetry.judge(judgements::next)).isSameAs(FAULT);
        assertThat(judgements).isExhausted();
    }
}
