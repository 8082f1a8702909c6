package dev.preceptor.languagemodel.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlGroupsTest {

    @TempDir
    Path root;

    @Test
    void aContainersLimitLeavesWhatIsNeitherUsedNorOnlyCached() throws IOException {
        write("proc/self/cgroup", "0::/\n");
        write("sys/fs/cgroup/memory.max", "1000\n");
        write("sys/fs/cgroup/memory.current", "700\n");
        write("sys/fs/cgroup/memory.stat", "anon 500\nfile 200\nactive_file 30\ninactive_file 150\n");

        assertThat(ControlGroups.free(root)).hasValue(480);
    }

    @Test
    void theTightestOfTheGroupsAroundDecides() throws IOException {
        write("proc/self/cgroup", "0::/pods/one\n");
        write("sys/fs/cgroup/pods/memory.max", "1000\n");
        write("sys/fs/cgroup/pods/memory.current", "900\n");
        write("sys/fs/cgroup/pods/one/memory.max", "max\n");
        write("sys/fs/cgroup/pods/one/memory.current", "300\n");

        assertThat(ControlGroups.free(root)).hasValue(100);
    }

    @Test
    void theOlderVersionHasOtherNames() throws IOException {
        write("proc/self/cgroup", "7:blkio:/\n4:cpu,memory:/docker/abc\n0::/\n");
        // The host's name of the group, which the container does not see.
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "5000\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", "4000\n");
        write("sys/fs/cgroup/memory/memory.stat", "inactive_file 7\ntotal_active_file 200\ntotal_inactive_file 300\n");

        assertThat(ControlGroups.free(root)).hasValue(1500);
    }

    @Test
    void whereThereAreNoneNothingIsLimited() throws IOException {
        assertThat(ControlGroups.free(root)).isEmpty();

        write("proc/self/cgroup", "0::/\n");

        assertThat(ControlGroups.free(root)).isEmpty();
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
