package dev.preceptor.languagemodel.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeMemoryTest {

    private static final long GIB = 1L << 30;

    @TempDir
    Path root;

    @Test
    void aModelThatDoesNotFitIsRejectedWithBothFigures() {
        assertThatThrownBy(() -> FreeMemory.require(Path.of("big"), 12 * GIB, 3 * GIB))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("big needs 12.00 GiB")
                .hasMessageContaining("3.00 GiB are free");
        assertThatCode(() -> FreeMemory.require(Path.of("small"), GIB, 3 * GIB)).doesNotThrowAnyException();
    }

    @Test
    void aQuarterOfTheMemoryStaysFree() {
        assertThat(FreeMemory.countThatFits(32, GIB, OptionalLong.of(8 * GIB))).isEqualTo(6);
        assertThat(FreeMemory.countThatFits(4, GIB, OptionalLong.of(8 * GIB))).isEqualTo(4);
        assertThat(FreeMemory.countThatFits(32, 7 * GIB, OptionalLong.of(8 * GIB)))
                .isZero();
        assertThat(FreeMemory.countThatFits(32, 7 * GIB, OptionalLong.empty()))
                .as("unknown free memory")
                .isEqualTo(32);
    }

    @Test
    void readsTheAvailableMemoryOfTheSystem() throws IOException {
        write("proc/meminfo", "MemTotal:  8000 kB\nMemFree: 1 kB\nMemAvailable:    2048 kB\n");

        assertThat(FreeMemory.available(root)).hasValue(2 << 20);
        assertThat(FreeMemory.available(root.resolve("absent"))).isEmpty();
    }

    @Test
    void theLimitOfAContainerAppliesIfItIsTighter() throws IOException {
        write("proc/meminfo", "MemAvailable:    2048 kB\n");
        write("proc/self/cgroup", "0::/\n");
        write("sys/fs/cgroup/memory.current", "1000\n");

        write("sys/fs/cgroup/memory.max", "5000\n");
        assertThat(FreeMemory.available(root)).hasValue(4000);

        write("sys/fs/cgroup/memory.max", "5000000\n");
        assertThat(FreeMemory.available(root)).hasValue(2 << 20);
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
