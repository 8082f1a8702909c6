package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The log in memory; every ledger that follows it reads an entry the moment that it is appended. */
public final class MemoryCallLog implements CallLog {

    private final List<TeacherCall> entries = new ArrayList<>();
    private final List<BudgetLedger> followers = new ArrayList<>();
    private final InstantSource clock;

    public MemoryCallLog(InstantSource clock) {
        this.clock = clock;
    }

    public synchronized void follow(BudgetLedger ledger) {
        for (int i = 0; i < entries.size(); i++) {
            ledger.apply(i, entries.get(i), clock.instant());
        }
        ledger.markCaughtUp();
        followers.add(ledger);
    }

    @Override
    public synchronized CompletableFuture<Long> append(TeacherCall entry) {
        entries.add(entry);
        followers.forEach(ledger -> ledger.apply(entries.size() - 1, entry, clock.instant()));
        return CompletableFuture.completedFuture(entries.size() - 1L);
    }

    public synchronized List<TeacherCall> entries() {
        return List.copyOf(entries);
    }
}
