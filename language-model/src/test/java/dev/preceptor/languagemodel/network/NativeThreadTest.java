package dev.preceptor.languagemodel.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class NativeThreadTest {

    @Test
    void theThreadEndsWithItsWork() throws InterruptedException {
        Thread worker = NativeThread.call("work", Thread::currentThread);
        assertThat(worker.getName()).isEqualTo("work");
        assertThat(worker).isNotSameAs(Thread.currentThread());
        worker.join();
        assertThat(worker.isAlive()).isFalse();
    }

    @Test
    void whatTheWorkThrowsReachesTheCaller() {
        IllegalStateException failure = new IllegalStateException("no memory");
        assertThatThrownBy(() -> NativeThread.call("work", () -> {
                    throw failure;
                }))
                .isSameAs(failure);
        Error error = new OutOfMemoryError();
        assertThatThrownBy(() -> NativeThread.call("work", () -> {
                    throw error;
                }))
                .isSameAs(error);
    }

    @Test
    void anInterruptReachesTheWork() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        AtomicReference<Boolean> stillInterrupted = new AtomicReference<>();
        CompletableFuture<String> result = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            result.complete(NativeThread.call("work", () -> {
                started.countDown();
                try {
                    new CountDownLatch(1).await();
                    return "waited";
                } catch (InterruptedException e) {
                    return "interrupted";
                }
            }));
            stillInterrupted.set(Thread.currentThread().isInterrupted());
        });
        caller.start();
        started.await();
        caller.interrupt();
        caller.join();
        assertThat(result.join()).isEqualTo("interrupted");
        assertThat(stillInterrupted.get()).isTrue();
    }
}
