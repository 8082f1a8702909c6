package dev.preceptor.teacher.budget;

import java.util.UUID;

/**
 * The process that owns a reservation.
 *
 * @param name name of the replica, unique among the replicas that run at the same time
 * @param incarnation distinguishes one start of the replica from the next
 */
public record Owner(String name, String incarnation) {

    /**
     * The owner for a replica that starts now.
     *
     * @param name null or blank where the replica has no stable name; its earlier incarnations then look like other replicas
     */
    public static Owner starting(String name) {
        return new Owner(
                name == null || name.isBlank() ? UUID.randomUUID().toString() : name,
                UUID.randomUUID().toString());
    }

    /** The value of {@link dev.preceptor.contracts.event.TeacherCall#owner()}. */
    public String value() {
        return name + "/" + incarnation;
    }

    /** Whether an entry was written by this incarnation. */
    boolean wrote(String entryOwner) {
        return value().equals(entryOwner);
    }

    /** Whether an entry was written by a process that is known not to run any more. */
    public boolean isDead(String entryOwner) {
        return isEarlierIncarnation(entryOwner);
    }

    /** Whether an entry was written by an earlier incarnation of this replica, which no longer runs. */
    boolean isEarlierIncarnation(String entryOwner) {
        return entryOwner != null && entryOwner.startsWith(name + "/") && !wrote(entryOwner);
    }
}
