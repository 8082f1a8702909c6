package dev.preceptor.eval.exam;

import dev.preceptor.contracts.event.Verdict;

/** What an exam makes of a verdict. */
public enum Judgement {
    PASSED,
    FAILED,
    /** A fault of ours, which counts neither way. */
    FAULTED;

    public static Judgement of(Verdict verdict) {
        return verdict.passed() ? PASSED : verdict.isTheCodesFault() ? FAILED : FAULTED;
    }
}
