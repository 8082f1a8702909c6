package dev.preceptor.teacher.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FairThreadPoolTest {

    private static final int MOST = 12;

    private final FairThreadPool threads = new FairThreadPool(MOST);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger busy = new AtomicInteger();

    @AfterEach
    void release() {
        released.countDown();
    }

    @Test
    void aRunThatHangsLeavesHalfAndAnotherIsServedMeanwhile() throws Exception {
        hang("slow", 1_000);
        CountDownLatch taught = new CountDownLatch(20);

        for (int i = 0; i < 20; i++) {
            threads.submit("quick", taught::countDown);
        }

        assertThat(taught.await(10, TimeUnit.SECONDS)).isTrue();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> busy.get() == MOST / 2);
    }

    @Test
    void howeverManyHangThereIsAThreadForWhoeverComesNext() throws Exception {
        for (int run = 0; run < 8; run++) {
            hang("slow-" + run, 100);
        }
        CountDownLatch taught = new CountDownLatch(3);

        for (int i = 0; i < 3; i++) {
            threads.submit("quick", taught::countDown);
        }

        assertThat(taught.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatExceedsTheShareIsDoneOnceItCanBe() throws Exception {
        List<Integer> begun = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(50);
        FairThreadPool two = new FairThreadPool(2);
        for (int i = 0; i < 50; i++) {
            int number = i;
            two.submit("run", () -> {
                begun.add(number);
                done.countDown();
            });
        }

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(begun)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 50).boxed().toList());
    }

    @Test
    void workThatFailsGivesItsThreadBack() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        for (int i = 0; i < 2 * MOST; i++) {
            threads.submit("run", () -> {
                Thread.currentThread().setUncaughtExceptionHandler((thread, expected) -> {});
                throw new IllegalStateException("expected");
            });
        }
        threads.submit("run", done::countDown);

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    /** Has a run begin so much work that does not end. */
    private void hang(String run, int times) {
        for (int i = 0; i < times; i++) {
            threads.submit(run, () -> {
                busy.incrementAndGet();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }
}
