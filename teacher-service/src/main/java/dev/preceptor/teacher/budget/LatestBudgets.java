package dev.preceptor.teacher.budget;

import java.time.Duration;

/** Knows whether a larger budget may have been named that has not been heard of yet. */
public interface LatestBudgets {

    /**
     * Returns when every budget that was named before the call is known to the ledger.
     *
     * @throws LedgerUnavailableException if that cannot be found out in the given time
     */
    void await(Duration atMost);
}
