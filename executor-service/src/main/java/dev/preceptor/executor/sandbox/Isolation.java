package dev.preceptor.executor.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How programs are isolated from the machine and from each other. */
public enum Isolation {
    /** A if available, otherwise B. */
    AUTO("the strongest that is to be had"),
    /** Namespaces of its own (user, mount, network, IPC, PID), seccomp, and Landlock where the kernel has it. */
    A("namespaces and seccomp"),
    /** Landlock and seccomp. It needs no privilege, so it is available in a locked-down pod. */
    B("Landlock and seccomp"),
    /** Limits on time and memory only; programs can read files and use the network. Never chosen automatically. */
    NONE("none: programs can read files and use the network");

    private final String description;

    Isolation(String description) {
        this.description = description;
    }

    /** A description for log lines. */
    public String description() {
        return description;
    }

    /** The value of the setting. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Parses a setting.
     *
     * @throws SandboxException if the value is unknown
     */
    public static Isolation of(String word) {
        return Arrays.stream(values())
                .filter(isolation -> isolation.word().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new SandboxException("executor.isolation: '" + word + "' is unknown; known: "
                        + Arrays.stream(values()).map(Isolation::word).collect(Collectors.joining(", "))));
    }
}
