package dev.preceptor.languagemodel.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the control groups of this process leave it of memory: a container's limit, of which /proc/meminfo knows nothing and
 * beyond which the kernel ends the process. Linux documents both versions (admin-guide/cgroup-v2, admin-guide/cgroup-v1/memory).
 */
final class ControlGroups {

    /** The files of a group, and the counts of memory.stat that can be had back: what is only cached from files. */
    private record Version(String limit, String usage, List<String> cached) {}

    private static final Version ONE = new Version(
            "memory.limit_in_bytes", "memory.usage_in_bytes", List.of("total_active_file", "total_inactive_file"));
    private static final Version TWO =
            new Version("memory.max", "memory.current", List.of("active_file", "inactive_file"));

    private ControlGroups() {}

    /**
     * The least that a group of this process, or one around it, has left, in bytes; empty where none has a limit that can be read.
     *
     * @param root the system's root folder
     */
    static OptionalLong free(Path root) {
        Path groups = root.resolve("sys/fs/cgroup");
        List<Long> free = new ArrayList<>();
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[1].isEmpty()) {
                collect(groups, parts[2], TWO, free);
            } else if (parts.length == 3 && Arrays.asList(parts[1].split(",")).contains("memory")) {
                collect(groups.resolve("memory"), parts[2], ONE, free);
            }
        }
        return free.stream().mapToLong(Long::longValue).min();
    }

    /** Of a group and all around it; in a container its name may be the host's, and only the outermost is there. */
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
            // Other systems have none of these, and the outermost group has no limit.
            return List.of();
        }
    }
}
