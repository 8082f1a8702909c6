package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import java.util.concurrent.CompletableFuture;

/** Appends entries to the budget's log. */
public interface CallLog {

    /**
     * Appends an entry. Entries are in the log in the order of the calls of this method.
     *
     * @return the entry's offset, once the entry is durable; fails with {@link LedgerUnavailableException} if that is not certain,
     *     though the entry may be in the log
     * @throws LedgerUnavailableException as the result does
     */
    CompletableFuture<Long> append(TeacherCall entry);
}
