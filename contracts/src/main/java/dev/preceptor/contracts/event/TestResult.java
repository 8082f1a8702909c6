package dev.preceptor.contracts.event;

import dev.preceptor.contracts.Ids;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * The executor's result for a submission.
 *
 * @param feedback the description of the failure; null if the submission passed or an infrastructure fault occurred
 * @param detail the infrastructure fault of a SANDBOX_ERROR; null otherwise
 * @param seconds the duration of the judging, in seconds
 * @param judged {@code inside} if the tests ran in the program's own process; null if they ran outside
 */
@RecordBuilder
public record TestResult(
        String id,
        Submission submission,
        Verdict verdict,
        List<CaseResult> cases,
        String feedback,
        String detail,
        double seconds,
        String judged)
        implements Event, TestResultBuilder.With {

    /** A result by tests that ran outside the program's process. */
    public TestResult(
            String id,
            Submission submission,
            Verdict verdict,
            List<CaseResult> cases,
            String feedback,
            String detail,
            double seconds) {
        this(id, submission, verdict, cases, feedback, detail, seconds, null);
    }

    /** Returns a test result's id: a hash of the submission's id. */
    public static String idOf(Submission submission) {
        return Ids.of("test-result", submission.id());
    }

    public Assignment assignment() {
        return submission.assignment();
    }

    /**
     * The result as one of a {@link Refinement}, if the student has corrected its own attempt in practice; otherwise the same result.
     * Teaching and reports then need not tell the student from another rung.
     */
    public TestResult ofRefinement() {
        boolean own = submission instanceof Attempt
                && assignment().earlier() != null
                && assignment().earlier().failure() != null;
        return own ? withSubmission(Refinement.ofStudent((Attempt) submission)) : this;
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
