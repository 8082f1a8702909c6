package dev.preceptor.executor;

import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import java.util.List;

/**
 * Limits a test result to the maximum size of a record. If the result is too large, as for a task with very many tests, its texts are
 * shortened. If it is still too large, the verdict becomes SANDBOX_ERROR: that is a fault of ours, not of the code.
 */
final class SizeLimitedResult {

    private static final int MAX_TEXT_LENGTH = 60;
    private static final int MAX_FEEDBACK_LENGTH = 20_000;

    private SizeLimitedResult() {}

    /** @throws dev.preceptor.contracts.event.OversizedEventException if the submission alone is too large */
    static TestResult of(TestResult whole, RecordLimit records) {
        if (records.excess(whole).isEmpty()) {
            return whole;
        }
        TestResult shortened =
                with(whole, whole.verdict(), cases(whole), shorten(whole.feedback(), MAX_FEEDBACK_LENGTH), null);
        return records.excess(shortened)
                .map(problem -> records.fitting(with(whole, Verdict.SANDBOX_ERROR, List.of(), null, problem)))
                .orElse(shortened);
    }

    private static List<CaseResult> cases(TestResult whole) {
        return whole.cases().stream()
                .map(each -> new CaseResult(
                        shorten(each.test(), MAX_TEXT_LENGTH),
                        each.publicTest(),
                        each.passed(),
                        shorten(each.call(), MAX_TEXT_LENGTH),
                        shorten(each.expected(), MAX_TEXT_LENGTH),
                        shorten(each.got(), MAX_TEXT_LENGTH),
                        shorten(each.error(), MAX_TEXT_LENGTH)))
                .toList();
    }

    private static String shorten(String text, int maxLength) {
        return text == null || text.length() <= maxLength ? text : text.substring(0, maxLength) + " ...";
    }

    private static TestResult with(
            TestResult whole, Verdict verdict, List<CaseResult> cases, String feedback, String problem) {
        String detail = problem == null ? whole.detail() : problem;
        return new TestResult(
                whole.id(), whole.submission(), verdict, cases, feedback, detail, whole.seconds(), whole.judged());
    }
}
