package dev.preceptor.teacher.budget;

import java.time.Duration;

/** Makes the ledger aware of every budget that was set so far. */
public interface LatestBudgets {

    /**
     * Blocks until the ledger has every budget that was written before this call.
     *
     * @throws LedgerUnavailableException if that takes longer than the timeout
     */
    void await(Duration timeout);
}
