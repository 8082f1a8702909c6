package dev.preceptor.executor;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.executor.judge.Judgement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * A cache of the latest judgements by submission, so that a submission which is delivered again to this replica, as after a rebalance,
 * is not run again. A SANDBOX_ERROR is not cached. Safe for use by many threads.
 */
final class RecentJudgements {

    private final Map<String, CompletableFuture<Judgement>> recent;

    /** @param capacity maximum number of judgements; the oldest is evicted first */
    RecentJudgements(int capacity) {
        recent = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, CompletableFuture<Judgement>> eldest) {
                return size() > capacity;
            }
        };
    }

    /** The cached judgement of a submission, waiting for one in progress; otherwise a new one. */
    Judgement of(String submissionId, Supplier<Judgement> judge) {
        CompletableFuture<Judgement> mine = new CompletableFuture<>();
        CompletableFuture<Judgement> earlier;
        synchronized (recent) {
            earlier = recent.putIfAbsent(submissionId, mine);
        }
        if (earlier != null) {
            return outcome(earlier);
        }
        try {
            Judgement judgement = judge.get();
            if (judgement.verdict() == Verdict.SANDBOX_ERROR) {
                forget(submissionId, mine);
            }
            mine.complete(judgement);
            return judgement;
        } catch (RuntimeException | Error e) {
            forget(submissionId, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private void forget(String submissionId, CompletableFuture<Judgement> judgement) {
        synchronized (recent) {
            recent.remove(submissionId, judgement);
        }
    }

    private static Judgement outcome(CompletableFuture<Judgement> judgement) {
        try {
            return judgement.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException problem ? problem : e;
        }
    }
}
