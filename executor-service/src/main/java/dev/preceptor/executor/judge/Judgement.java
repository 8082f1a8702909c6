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
 * @param judged {@link #INSIDE} where the tests ran in the program's own process; null where they ran outside
 */
public record Judgement(
        Verdict verdict,
        List<CaseResult> cases,
        String feedback,
        String publicFeedback,
        String detail,
        double seconds,
        String judged) {

    /** The value of {@code judged} where the tests ran in the program's own process. */
    public static final String INSIDE = "inside";

    public Judgement {
        cases = List.copyOf(cases);
    }

    /** A judgement by tests that ran outside. */
    public Judgement(
            Verdict verdict,
            List<CaseResult> cases,
            String feedback,
            String publicFeedback,
            String detail,
            double seconds) {
        this(verdict, cases, feedback, publicFeedback, detail, seconds, null);
    }

    Judgement withJudged(String other) {
        return new Judgement(verdict, cases, feedback, publicFeedback, detail, seconds, other);
    }

    /** The judgement of a program that could not be judged. */
    public static Judgement sandboxError(String detail, double seconds) {
        return new Judgement(Verdict.SANDBOX_ERROR, List.of(), null, null, detail, seconds);
    }
}
