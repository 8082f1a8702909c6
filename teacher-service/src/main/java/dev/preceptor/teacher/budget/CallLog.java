package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import java.util.concurrent.CompletableFuture;

/** The end of the log at which entries go in. */
public interface CallLog {

    /**
     * Appends an entry; entries stand in the log in the order of the calls.
     *
     * @return its position, once it can no longer be lost; fails with {@link LedgerUnavailableException} if that is not certain,
     *     while the entry may be there all the same
     * @throws LedgerUnavailableException as the result does
     */
    CompletableFuture<Long> send(TeacherCall entry);
}
