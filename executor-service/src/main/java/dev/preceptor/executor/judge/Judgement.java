package dev.preceptor.executor.judge;

import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.Verdict;
import java.util.List;

/**
 * How a program fared.
 *
 * @param cases each test's outcome, in the order of the suite; empty where the program was never run
 * @param feedback what a programmer would want to see of the failure, in the form that {@link Feedback} describes; null
 *     where it passed or the fault is ours
 * @param publicFeedback the same of what the student may see: null, too, where only tests failed that are not public
 * @param detail of a SANDBOX_ERROR: what went wrong on our side; null otherwise
 * @param seconds how long the judging took
 */
public record Judgement(
        Verdict verdict,
        List<CaseResult> cases,
        String feedback,
        String publicFeedback,
        String detail,
        double seconds) {

    public Judgement {
        cases = List.copyOf(cases);
    }

    /** The judgement that says nothing about the program. */
    public static Judgement sandboxError(String detail, double seconds) {
        return new Judgement(Verdict.SANDBOX_ERROR, List.of(), null, null, detail, seconds);
    }
}
