package dev.preceptor.executor.judge;

import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.Verdict;
import java.util.List;

/**
 * The result of judging a program.
 *
 * @param cases the outcome of each test, in the order of the suite; empty where the program was never run
 * @param feedback a description of the failure in the format of {@link Feedback}; null where the program passed or could not be judged
 * @param publicFeedback the part of the feedback that the student may see; also null where only tests that are not public failed
 * @param detail the cause of a SANDBOX_ERROR; null for other verdicts
 * @param seconds duration of the judging
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

    /** The judgement of a program that could not be judged. */
    public static Judgement sandboxError(String detail, double seconds) {
        return new Judgement(Verdict.SANDBOX_ERROR, List.of(), null, null, detail, seconds);
    }
}
