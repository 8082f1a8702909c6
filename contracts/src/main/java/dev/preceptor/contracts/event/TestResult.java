package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;
import java.util.List;

/**
 * The executor's result for a submission.
 *
 * @param feedback the description of the failure; null if the submission passed or an infrastructure fault occurred
 * @param detail the infrastructure fault of a SANDBOX_ERROR; null otherwise
 * @param seconds the duration of the judging, in seconds
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

    /** Returns a test result's id: a hash of the submission's id. */
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
