package dev.preceptor.languagemodel.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * The free memory within the control groups of this process. The limit of a container is not visible in /proc/meminfo, and the
 * kernel kills a process that exceeds it. The Linux documentation describes both versions of cgroups
 * (admin-guide/cgroup-v2, admin-guide/cgroup-v1/memory).
 */
final class CgroupMemory {

    /**
     * The names of a version of cgroups.
     *
     * @param limit the file with the limit
     * @param usage the file with the usage
     * @param cached the entries of memory.stat that count the page cache, which the kernel can reclaim
     */
    private record Version(String limit, String usage, List<String> cached) {}

    private static final Version V1 = new Version(
            "memory.limit_in_bytes", "memory.usage_in_bytes", List.of("total_active_file", "total_inactive_file"));
    private static final Version V2 =
            new Version("memory.max", "memory.current", List.of("active_file", "inactive_file"));

    private CgroupMemory() {}

    /**
     * Returns the least free memory of the groups of this process and their ancestors, in bytes, or empty if no limit can be
     * read.
     *
     * @param root the root folder of the file system
     */
    static OptionalLong free(Path root) {
        Path groups = root.resolve("sys/fs/cgroup");
        List<Long> free = new ArrayList<>();
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[1].isEmpty()) {
                collect(groups, parts[2], V2, free);
            } else if (parts.length == 3 && Arrays.asList(parts[1].split(",")).contains("memory")) {
                collect(groups.resolve("memory"), parts[2], V1, free);
            }
        }
        return free.stream().mapToLong(Long::longValue).min();
    }

    /**
     * Collects the free memory of a group and its ancestors. In a container the name may be that of the host, and then only the
     * root group exists.
     */
    private static void collect(Path groups, String name, Version version, List<Long> free) {
        Path group = groups.resolve(name.substring(1)).normalize();
        while (group.startsWith(groups)) {
            free(group, version).ifPresent(free::add);
            group = group.getParent();
        }
    }

    private static OptionalLong free(Path group, Version version) {
        OptionalLong limit = number(group.resolve(version.limit()));
        OptionalLong usage = number(group.resolve(version.usage()));
        if (limit.isEmpty() || usage.isEmpty()) {
            return OptionalLong.empty();
        }
        long cached = 0;
        for (String line : lines(group.resolve("memory.stat"))) {
            String[] parts = line.split(" ");
            if (version.cached().contains(parts[0])) {
                cached += Long.parseLong(parts[1]);
            }
        }
        return OptionalLong.of(Math.max(0, limit.getAsLong() - usage.getAsLong() + cached));
    }

    private static OptionalLong number(Path file) {
        List<String> lines = lines(file);
        return lines.isEmpty() || lines.get(0).equals("max")
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(lines.get(0)));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            // Other systems have no such files, and the root group has no limit.
            return List.of();
        }
    }
}
