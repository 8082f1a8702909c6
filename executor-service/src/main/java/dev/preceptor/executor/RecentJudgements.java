package dev.preceptor.executor;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.executor.judge.Judgement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * The last judgements by the id of their submission, so that what is delivered again to the same replica, as after a
 * rebalance, is sent again without being run again. A SANDBOX_ERROR is not kept. Safe for use by many threads.
 */
final class RecentJudgements {

    private final Map<String, CompletableFuture<Judgement>> recent;

    /** @param most how many are kept; the eldest goes first */
    RecentJudgements(int most) {
        recent = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, CompletableFuture<Judgement>> eldest) {
                return size() > most;
            }
        };
    }

    /** The judgement of that id: the one that is known or in the making, or else a new one. */
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
