package dev.preceptor.apiaccess;

import java.util.Set;

/** The role of a token. */
enum Role {
    /** Read access. */
    READ(Set.of("read")),
    /** Read access, and write access to the caller's own runs. */
    WRITE(Set.of("read", "write"));

    private final Set<String> names;

    Role(Set<String> names) {
        this.names = names;
    }

    /** The role names of the security identity. */
    Set<String> names() {
        return names;
    }
}
