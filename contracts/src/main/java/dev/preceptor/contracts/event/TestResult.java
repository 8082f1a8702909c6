package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;
import java.util.List;

/**
 * The executor's judgement.
 *
 * @param feedback what a programmer would want to see of a failure; null where it passed or the fault is ours
 * @param detail of a SANDBOX_ERROR: what went wrong on our side; null otherwise
 * @param seconds how long the judging took
 */
public record TestResult(
        String id,
        Submission submission,
        Verdict verdict,
        List<CaseResult> cases,
        String feedback,
        String detail,
        double seconds)
        implements Event {

    /** A test result's id: the submission determines it. */
    public static String idOf(Submission submission) {
        return Ids.of("test-result", submission.id());
    }

    public Assignment assignment() {
        return submission.assignment();
    }

    @Override
    public String runId() {
        return submission.runId();
    }

    @Override
    public String key() {
        return submission.key();
    }
}
