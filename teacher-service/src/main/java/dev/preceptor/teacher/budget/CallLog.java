package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;

/** The end of the log at which entries go in. */
public interface CallLog {

    /**
     * Appends an entry and waits until it can no longer be lost.
     *
     * @return its position
     * @throws LedgerUnavailableException if that is not certain; the entry may be there all the same
     */
    long append(TeacherCall entry);
}
