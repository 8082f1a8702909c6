package dev.preceptor.executor.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How programs are kept apart from the machine and from each other. */
public enum Isolation {
    /** The first of A and B that is to be had. */
    AUTO("the strongest that is to be had"),
    /** Namespaces of its own (user, mount, network, IPC, PID), seccomp, and Landlock where the kernel has it. */
    A("namespaces and seccomp"),
    /** Landlock and seccomp: needs no privilege at all, for instance in a locked-down pod. */
    B("Landlock and seccomp"),
    /** Limits on time and memory only; programs can read files and use the network. Only ever set by hand. */
    NONE("none: programs can read files and use the network");

    private final String description;

    Isolation(String description) {
        this.description = description;
    }

    /** In words, for a log line. */
    public String description() {
        return description;
    }

    /** The word that a setting has for it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a setting.
     *
     * @throws SandboxException where it is none of the known words
     */
    public static Isolation of(String word) {
        return Arrays.stream(values())
                .filter(isolation -> isolation.word().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new SandboxException("executor.isolation: '" + word + "' is unknown; known: "
                        + Arrays.stream(values()).map(Isolation::word).collect(Collectors.joining(", "))));
    }
}
