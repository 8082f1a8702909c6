package dev.preceptor.run.stream;

import dev.preceptor.run.ledger.RunLedger;
import java.util.Iterator;

/** Pages of runs that are not deleted, the newest first. */
final class RunPages {

    private static final NewestFirst<RunLedger> NEWEST_FIRST = new NewestFirst<>(
            ledger -> ledger.run().createdAt(), ledger -> ledger.run().runId());

    private RunPages() {}

    /** @throws UnknownCursorException if the cursor is not one of this list */
    static Page<RunLedger> of(Iterator<RunLedger> all, RunFilter filter, PageLimits page) {
        return NEWEST_FIRST.page(all, ledger -> !ledger.isDeleted() && filter.matches(ledger.run()), page);
    }
}
