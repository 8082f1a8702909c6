package dev.preceptor.run.ledger;

import com.fasterxml.jackson.annotation.JsonAutoDetect;

/** Whether a run is deleted, and how far that has come. Times are milliseconds since the epoch. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class Deletion {

    /** When it was deleted, or when something of it arrived after that; null where it is not deleted. */
    private Long deletedAt;

    private boolean forgotten;

    void delete(long now) {
        deletedAt = deletedAt == null ? now : Math.max(deletedAt, now);
    }

    boolean isDeleted() {
        return deletedAt != null;
    }

    long deletedAt() {
        return deletedAt;
    }

    void complete() {
        forgotten = true;
    }

    boolean isComplete() {
        return forgotten;
    }
}
