package dev.preceptor.executor;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.executor.judge.Judgement;
import java.util.function.Supplier;

/**
 * Retries judgements that end with SANDBOX_ERROR. The sandbox itself retries with a fresh worker; this class covers machines that
 * kill several workers in a row, such as when memory is short.
 */
public final class FaultRetry {

    private static final int MAX_ATTEMPTS = 4;

    private FaultRetry() {}

    /** The first judgement other than SANDBOX_ERROR, of at most four; the last one where there is none. */
    public static Judgement judge(Supplier<Judgement> judge) {
        Judgement judgement = judge.get();
        for (int round = 1; round < MAX_ATTEMPTS && judgement.verdict() == Verdict.SANDBOX_ERROR; round++) {
            judgement = judge.get();
        }
        return judgement;
    }
}
