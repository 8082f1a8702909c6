package dev.preceptor.apiaccess;

import java.util.Set;

/** What a token allows. */
enum Role {
    /** To look at everything. */
    READ(Set.of("read")),
    /** To ask for work and to change what is one's own, too. */
    WRITE(Set.of("read", "write"));

    private final Set<String> names;

    Role(Set<String> names) {
        this.names = names;
    }

    /** Of the security identity. */
    Set<String> names() {
        return names;
    }
}
