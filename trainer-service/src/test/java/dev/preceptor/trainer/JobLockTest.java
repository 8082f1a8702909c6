package dev.preceptor.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobLockTest {

    private static final ShutdownSignal SHUT_DOWN = new ShutdownSignal();

    static {
        SHUT_DOWN.signal();
    }

    @TempDir
    Path folder;

    @Test
    void aJobIsHeldByOneAtATime() {
        JobLock first = JobLock.acquire(new WorkDirectory(folder), "job", new ShutdownSignal());

        assertThatThrownBy(() -> JobLock.acquire(new WorkDirectory(folder), "job", SHUT_DOWN))
                .isInstanceOf(ShuttingDownException.class);

        first.close();
        try (JobLock second = JobLock.acquire(new WorkDirectory(folder), "job", SHUT_DOWN)) {
            assertThat(second).isNotNull();
        }
    }

    @Test
    void jobsDoNotWaitForEachOther() {
        try (JobLock one = JobLock.acquire(new WorkDirectory(folder), "one", SHUT_DOWN);
                JobLock other = JobLock.acquire(new WorkDirectory(folder), "other", SHUT_DOWN)) {
            assertThat(one).isNotNull();
            assertThat(other).isNotNull();
        }
    }
}
