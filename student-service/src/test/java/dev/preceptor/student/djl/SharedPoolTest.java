package dev.preceptor.student.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Values are made and discarded when the test says so, in its own thread; but where threads matter, in others. */
@Timeout(60)
class SharedPoolTest {

    private final Queue<Runnable> making = new ArrayDeque<>();
    private final Queue<Runnable> discarding = new ArrayDeque<>();
    private final List<String> log = new ArrayList<>();

    private SharedPool<String, String> pool(int capacity) {
        return new SharedPool<>(capacity, this::make, making::add, value -> log.add("-" + value), discarding::add);
    }

    private String make(String key) {
        if (key.equals("broken")) {
            throw new IllegalArgumentException("broken cannot be made");
        }
        log.add("+" + key);
        return key;
    }

    private static void run(Queue<Runnable> tasks) {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void whoAsksForTheSameWhileItIsMadeSharesIt() {
        SharedPool<String, String> pool = pool(1);
        var first = pool.lease("a");
        var second = pool.tryLease("a").orElseThrow();
        assertThat(first).isNotDone();

        run(making);

        assertThat(first.join().value()).isEqualTo("a");
        assertThat(second.join().value()).isEqualTo("a");
        assertThat(log).containsExactly("+a");
    }

    @Test
    void whileOneIsMadeAnotherIsGivenOutAndBack() {
        SharedPool<String, String> pool = pool(2);
        var a = pool.lease("a");
        run(making);
        var b = pool.lease("b");

        a.join().close();
        assertThat(pool.lease("a").join().value()).isEqualTo("a");
        assertThat(b).isNotDone();
    }

    /** Two hold the room; the third is made when one of them is given back and discarded, not before. */
    @Test
    void whoFindsNoRoomWaitsForIt() {
        SharedPool<String, String> pool = pool(2);
        var a = pool.lease("a");
        var b = pool.lease("b");
        run(making);
        var c = pool.lease("c");
        run(making);
        assertThat(c).isNotDone();
        assertThat(log).containsExactly("+a", "+b");

        a.join().close();
        run(making);
        assertThat(log).as("the first is not discarded yet").containsExactly("+a", "+b");
        run(discarding);
        run(making);

        assertThat(log).containsExactly("+a", "+b", "-a", "+c");
        assertThat(c.join().value()).isEqualTo("c");
        assertThat(b.join().value()).isEqualTo("b");
    }

    @Test
    void whatNobodyHoldsStaysUntilItsRoomIsWantedAndTheOldestGoesFirst() {
        SharedPool<String, String> pool = pool(2);
        for (String key : List.of("a", "b", "a")) {
            var lease = pool.lease(key);
            run(making);
            lease.join().close();
        }
        assertThat(log).containsExactly("+a", "+b");

        Optional<?> c = pool.tryLease("c");
        run(discarding);
        run(making);

        assertThat(c).isPresent();
        assertThat(log).containsExactly("+a", "+b", "-b", "+c");
    }

    @Test
    void withinBoundsThereIsNothingWhileAllAreHeldOrMade() {
        SharedPool<String, String> pool = pool(2);
        var a = pool.lease("a");
        run(making);
        pool.lease("b");

        assertThat(pool.tryLease("c")).isEmpty();
        assertThat(pool.tryLease("a"))
                .as("asking for more has taken nothing away")
                .isPresent();
        a.join().close();
        assertThat(pool.tryLease("b")).isPresent();
        assertThat(making).hasSize(1);
    }

    /** A value that is always in use would otherwise keep its room for ever. */
    @Test
    void whoWaitsIsNotPassedByThoseWhoComeLater() {
        SharedPool<String, String> pool = pool(1);
        var first = pool.lease("a");
        run(making);
        var b = pool.lease("b");
        var later = pool.lease("a");
        var again = pool.lease("b");
        assertThat(later).isNotDone();
        assertThat(pool.tryLease("a")).isEmpty();

        first.join().close();
        run(discarding);
        run(making);
        assertThat(b).isDone();
        assertThat(again).as("one made value serves all who wait for it").isDone();
        assertThat(later).isNotDone();

        b.join().close();
        again.join().close();
        run(discarding);
        run(making);
        assertThat(later.join().value()).isEqualTo("a");
        assertThat(log).containsExactly("+a", "-a", "+b", "-b", "+a");
    }

    @Test
    void whoNoLongerWaitsTakesNoRoom() {
        SharedPool<String, String> pool = pool(1);
        var a = pool.lease("a");
        run(making);
        var b = pool.lease("b");
        b.cancel(true);

        assertThat(pool.lease("a")).isDone();
        a.join().close();
        assertThat(discarding).isEmpty();
    }

    @Test
    void whoLeavesWhileItIsMadeHoldsNothing() {
        SharedPool<String, String> pool = pool(1);
        pool.lease("a").cancel(true);
        run(making);

        assertThat(pool.tryLease("b")).as("the room can be had").isPresent();
    }

    @Test
    void whatCannotBeMadeTakesNoRoomAndIsTriedAnew() {
        SharedPool<String, String> pool = pool(1);
        var broken = pool.lease("broken");
        var other = pool.lease("a");
        run(making);

        assertThatThrownBy(broken::join).hasMessageContaining("broken cannot be made");
        assertThat(other.join().value()).isEqualTo("a");
        other.join().close();
        var again = pool.lease("broken");
        run(discarding);
        run(making);
        assertThatThrownBy(again::join).hasMessageContaining("broken cannot be made");
    }

    @Test
    void closingDiscardsWhatThereIsAndFailsWhoWaits() {
        SharedPool<String, String> pool = pool(2);
        var a = pool.lease("a");
        run(making);
        var b = pool.lease("b");
        var c = pool.lease("c");

        pool.close();

        assertThat(log).containsExactly("+a", "-a");
        assertThatThrownBy(c::join).hasMessageContaining("stopping");
        run(making);
        assertThat(log).containsExactly("+a", "-a", "+b", "-b");
        assertThatThrownBy(b::join).hasMessageContaining("stopping");
        a.join().close();
        assertThatThrownBy(pool.lease("d")::join).hasMessageContaining("stopping");
    }

    /** The maker hangs in a thread of its own; all else is asked of the pool in this one, which must not wait. */
    @Test
    void aMakerThatHangsHoldsNobodyElseUp() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            SharedPool<String, String> pool = new SharedPool<>(
                    2,
                    key -> {
                        if (key.equals("slow")) {
                            begun.countDown();
                            await(goesOn);
                        }
                        return key;
                    },
                    threads,
                    value -> {},
                    threads);
            var fast = pool.lease("fast").join();
            var slow = pool.lease("slow");
            begun.await();

            fast.close();
            var again = pool.tryLease("fast").orElseThrow();
            assertThat(again.join().value()).isEqualTo("fast");
            again.join().close();
            assertThat(slow).isNotDone();

            goesOn.countDown();
            assertThat(slow.join().value()).isEqualTo("slow");
        } finally {
            goesOn.countDown();
            threads.shutdown();
        }
    }

    /** Many threads ask for more than there is room for; in the end all were served, and never were there too many. */
    @Test
    void underLoadThereAreNeverMoreThanThereIsRoomForAndAllAreServed() throws InterruptedException {
        int capacity = 3;
        AtomicInteger existing = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService threads = Executors.newCachedThreadPool();
        SharedPool<Integer, AtomicInteger> pool = new SharedPool<>(
                capacity,
                key -> {
                    most.accumulateAndGet(existing.incrementAndGet(), Math::max);
                    Thread.yield();
                    return new AtomicInteger();
                },
                threads,
                value -> {
                    // Whoever held it has given it back.
                    assertThat(value.get()).isZero();
                    existing.decrementAndGet();
                },
                threads);
        int workers = 16;
        int each = 300;
        CompletableFuture<?>[] all = new CompletableFuture<?>[workers];
        for (int worker = 0; worker < workers; worker++) {
            Random random = new Random(worker);
            all[worker] = CompletableFuture.runAsync(
                    () -> {
                        for (int i = 0; i < each; i++) {
                            try (var lease = pool.lease(random.nextInt(6)).join()) {
                                lease.value().incrementAndGet();
                                Thread.yield();
                                lease.value().decrementAndGet();
                            }
                        }
                    },
                    threads);
        }
        CompletableFuture.allOf(all).join();

        assertThat(most.get()).isBetween(1, capacity);
        pool.close();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(existing.get()).isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
