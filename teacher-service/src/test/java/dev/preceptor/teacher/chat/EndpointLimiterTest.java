package dev.preceptor.teacher.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EndpointLimiterTest {

    private final ShutdownSignal shutdown = new ShutdownSignal();

    @Test
    void noMoreThanAllowedAreInsideAtOnce() throws Exception {
        EndpointLimiter limiter = new EndpointLimiter(3, shutdown, InstantSource.system());
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> visitors = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                visitors.add(pool.submit(() -> {
                    for (int visit = 0; visit < 50; visit++) {
                        limiter.acquire();
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.yield();
                        inside.decrementAndGet();
                        limiter.release();
                    }
                }));
            }
            for (Future<?> visitor : visitors) {
                visitor.get(30, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void whoWaitsWhenTheServiceStopsIsSentAway() {
        EndpointLimiter limiter = new EndpointLimiter(1, shutdown, InstantSource.system());
        limiter.acquire();
        shutdown.signal();

        assertThatThrownBy(limiter::acquire).isInstanceOf(ShuttingDownException.class);
    }
}
