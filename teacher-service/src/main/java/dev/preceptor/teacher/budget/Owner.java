package dev.preceptor.teacher.budget;

import java.util.UUID;

/**
 * Who reserves.
 *
 * @param name of the replica; no two that run at once may share it
 * @param life tells one start of the replica from the next
 */
public record Owner(String name, String life) {

    /** A replica that starts now. Without a name of its own, it cannot tell its earlier lives from its peers. */
    public static Owner starting(String name) {
        return new Owner(
                name == null || name.isBlank() ? UUID.randomUUID().toString() : name,
                UUID.randomUUID().toString());
    }

    /** As it stands in an entry. */
    public String entry() {
        return name + "/" + life;
    }

    boolean is(String entryOwner) {
        return entry().equals(entryOwner);
    }

    /** Whether it is this replica before it was last started, and so surely dead. */
    boolean wasOnce(String entryOwner) {
        return entryOwner != null && entryOwner.startsWith(name + "/") && !is(entryOwner);
    }
}
