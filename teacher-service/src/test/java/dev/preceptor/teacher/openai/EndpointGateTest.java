package dev.preceptor.teacher.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.teacher.waiting.StoppedException;
import dev.preceptor.teacher.waiting.Waits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EndpointGateTest {

    private static final int NO_PACE = 60_000_000;

    private final Waits waits = new Waits();

    @Test
    void noMoreThanAllowedAreInsideAtOnce() throws Exception {
        EndpointGate gate = new EndpointGate(NO_PACE, 3, waits);
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
        EndpointGate paced = new EndpointGate(1, 1, waits);
        paced.enter();
        paced.leave();
        waits.stop();

        assertThatThrownBy(paced::enter).isInstanceOf(StoppedException.class);
    }
}
