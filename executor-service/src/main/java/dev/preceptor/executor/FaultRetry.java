package dev.preceptor.executor;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.executor.judge.Judgement;
import java.util.function.Supplier;

/**
 * Judges again what could not be judged for a fault of ours. The sandbox itself tries a fresh worker; this is for a machine
 * that kills one after the other, as where memory is short.
 */
public final class FaultRetry {

    private static final int ROUNDS = 4;

    private FaultRetry() {}

    /** The first judgement that is no SANDBOX_ERROR; the last one, where all of four are. */
    public static Judgement judge(Supplier<Judgement> judge) {
        Judgement judgement = judge.get();
        for (int round = 1; round < ROUNDS && judgement.verdict() == Verdict.SANDBOX_ERROR; round++) {
            judgement = judge.get();
        }
        return judgement;
    }
}
