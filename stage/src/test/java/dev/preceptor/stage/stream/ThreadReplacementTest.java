package dev.preceptor.stage.stream;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThreadReplacementTest {

    private final AtomicLong clock = new AtomicLong();
    private final ThreadReplacement replacement = new ThreadReplacement(clock::get);

    @Test
    void givesUpWhenThreadsKeepDying() {
        for (int i = 0; i < 5; i++) {
            assertThat(replacement.handle(new IllegalStateException("test"))).isEqualTo(REPLACE_THREAD);
        }
        assertThat(replacement.handle(new IllegalStateException("test"))).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void forgetsDeathsOfLongAgo() {
        for (int i = 0; i < 20; i++) {
            assertThat(replacement.handle(new IllegalStateException("test"))).isEqualTo(REPLACE_THREAD);
            clock.addAndGet(Duration.ofMinutes(3).toMillis());
        }
    }
}
