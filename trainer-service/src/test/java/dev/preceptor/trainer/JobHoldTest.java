package dev.preceptor.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobHoldTest {

    @TempDir
    Path folder;

    @Test
    void aJobIsHeldByOneAtATime() {
        JobHold first = JobHold.of(new WorkDirectory(folder), "job", () -> false);

        assertThatThrownBy(() -> JobHold.of(new WorkDirectory(folder), "job", () -> true))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("stopping");

        first.close();
        try (JobHold second = JobHold.of(new WorkDirectory(folder), "job", () -> true)) {
            assertThat(second).isNotNull();
        }
    }

    @Test
    void jobsDoNotWaitForEachOther() {
        try (JobHold one = JobHold.of(new WorkDirectory(folder), "one", () -> true);
                JobHold other = JobHold.of(new WorkDirectory(folder), "other", () -> true)) {
            assertThat(one).isNotNull();
            assertThat(other).isNotNull();
        }
    }
}
