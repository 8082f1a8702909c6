package dev.preceptor.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.executor.judge.Judgement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RecentJudgementsTest {

    private static final Judgement PASSED = new Judgement(Verdict.PASSED, List.of(), null, null, null, 0.1);

    private final RecentJudgements recent = new RecentJudgements(2);
    private final AtomicInteger judged = new AtomicInteger();

    private Supplier<Judgement> counted(Judgement judgement) {
        return () -> {
            judged.incrementAndGet();
            return judgement;
        };
    }

    @Test
    void whatIsDeliveredAgainIsNotRunAgain() {
        assertThat(recent.of("a", counted(PASSED))).isSameAs(PASSED);
        assertThat(recent.of("a", counted(PASSED))).isSameAs(PASSED);

        assertThat(judged).hasValue(1);
    }

    @Test
    void theEldestIsForgottenFirst() {
        List.of("a", "b", "c", "b", "a").forEach(id -> recent.of(id, counted(PASSED)));

        assertThat(judged).hasValue(4);
    }

    @Test
    void aFaultOfOursIsNotKept() {
        recent.of("a", counted(Judgement.sandboxError("no worker", 0.1)));

        assertThat(recent.of("a", counted(PASSED)).verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void aFailureIsPassedOnAndNotKept() {
        assertThatThrownBy(() -> recent.of("a", () -> {
                    throw new IllegalStateException("closed");
                }))
                .hasMessage("closed");

        assertThat(recent.of("a", counted(PASSED))).isSameAs(PASSED);
    }

    @Test
    void theSecondWaitsForTheFirstThatIsUnderWay() throws Exception {
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        CompletableFuture<Judgement> first = CompletableFuture.supplyAsync(() -> recent.of("a", () -> {
            underWay.countDown();
            awaitUninterruptibly(mayEnd);
            return counted(PASSED).get();
        }));
        underWay.await();
        CompletableFuture<Judgement> second = CompletableFuture.supplyAsync(() -> recent.of("a", counted(PASSED)));
        mayEnd.countDown();

        assertThat(first.get()).isSameAs(PASSED);
        assertThat(second.get()).isSameAs(PASSED);
        assertThat(judged).hasValue(1);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
