package dev.preceptor.teacher.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.teacher.waiting.StoppedException;
import dev.preceptor.teacher.waiting.Waits;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EndpointGateTest {

    private final Waits waits = new Waits();

    @Test
    void noMoreThanAllowedAreInsideAtOnce() throws Exception {
        EndpointGate gate = new EndpointGate(3, waits, InstantSource.system());
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> visitors = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                visitors.add(pool.submit(() -> {
                    for (int visit = 0; visit < 50; visit++) {
                        gate.enter();
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.yield();
                        inside.decrementAndGet();
                        gate.leave();
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
        EndpointGate gate = new EndpointGate(1, waits, InstantSource.system());
        gate.enter();
        waits.stop();

        assertThatThrownBy(gate::enter).isInstanceOf(StoppedException.class);
    }
}
