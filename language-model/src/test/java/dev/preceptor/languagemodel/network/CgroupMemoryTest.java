package dev.preceptor.languagemodel.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupMemoryTest {

    @TempDir
    Path root;

    @Test
    void thePageCacheCountsAsFree() throws IOException {
        write("proc/self/cgroup", "0::/\n");
        write("sys/fs/cgroup/memory.max", "1000\n");
        write("sys/fs/cgroup/memory.current", "700\n");
        write("sys/fs/cgroup/memory.stat", "anon 500\nfile 200\nactive_file 30\ninactive_file 150\n");

        assertThat(CgroupMemory.free(root)).hasValue(480);
    }

    @Test
    void theTightestLimitOfTheAncestorsApplies() throws IOException {
        write("proc/self/cgroup", "0::/pods/one\n");
        write("sys/fs/cgroup/pods/memory.max", "1000\n");
        write("sys/fs/cgroup/pods/memory.current", "900\n");
        write("sys/fs/cgroup/pods/one/memory.max", "max\n");
        write("sys/fs/cgroup/pods/one/memory.current", "300\n");

        assertThat(CgroupMemory.free(root)).hasValue(100);
    }

    @Test
    void readsCgroupsVersion1() throws IOException {
        write("proc/self/cgroup", "7:blkio:/\n4:cpu,memory:/docker/abc\n0::/\n");
        // The name of the group on the host, which does not exist in the container.
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "5000\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", "4000\n");
        write("sys/fs/cgroup/memory/memory.stat", "inactive_file 7\ntotal_active_file 200\ntotal_inactive_file 300\n");

        assertThat(CgroupMemory.free(root)).hasValue(1500);
    }

    @Test
    void withoutCgroupsThereIsNoLimit() throws IOException {
        assertThat(CgroupMemory.free(root)).isEmpty();

        write("proc/self/cgroup", "0::/\n");

        assertThat(CgroupMemory.free(root)).isEmpty();
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
