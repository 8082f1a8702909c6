package dev.preceptor.executor;

import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.OversizedEventException;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Limits a test result to the maximum size of a record. If the result is too large, as for a task with very many tests, its texts are
 * shortened. If it is still too large, it keeps the first tests that failed, and counts the others. If even that is too large, the
 * verdict becomes SANDBOX_ERROR: that is a fault of ours, not of the code.
 */
final class SizeLimitedResult {

    private static final int MAX_TEXT_LENGTH = 60;
    private static final int MAX_FEEDBACK_LENGTH = 20_000;
    private static final int MAX_FAILED = 100;

    private SizeLimitedResult() {}

    /** @throws OversizedEventException if the submission alone is too large */
    static TestResult of(TestResult whole, RecordLimit records) {
        if (records.excess(whole).isEmpty()) {
            return whole;
        }
        TestResult shortened =
                with(whole, whole.verdict(), cases(whole), shorten(whole.feedback(), MAX_FEEDBACK_LENGTH), null);
        if (records.excess(shortened).isEmpty()) {
            return shortened;
        }
        TestResult counted = with(whole, whole.verdict(), counted(shortened.cases()), shortened.feedback(), null);
        return records.excess(counted)
                .map(problem -> fault(whole, problem, records))
                .orElse(counted);
    }

    private static TestResult fault(TestResult whole, String problem, RecordLimit records) {
        TestResult fault = with(whole, Verdict.SANDBOX_ERROR, List.of(), null, problem);
        records.excess(fault).ifPresent(excess -> {
            throw new OversizedEventException(excess);
        });
        return fault;
    }

    /** The first cases that failed, and one case each that counts the others that failed and those that passed. */
    private static List<CaseResult> counted(List<CaseResult> all) {
        List<CaseResult> failed = all.stream().filter(each -> !each.passed()).toList();
        List<CaseResult> kept =
                new ArrayList<>(failed.stream().limit(MAX_FAILED).toList());
        addCount(kept, failed.size() - kept.size(), false);
        addCount(kept, all.size() - failed.size(), true);
        return kept;
    }

    private static void addCount(List<CaseResult> cases, int count, boolean passed) {
        if (count > 0) {
            String text = String.format(
                    Locale.ROOT, "%,d %stests %s", count, passed ? "" : "more ", passed ? "passed" : "failed");
            cases.add(new CaseResult(text, false, passed, null, null, null, null));
        }
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
        return whole.with(result -> result.verdict(verdict)
                .cases(cases)
                .feedback(feedback)
                .detail(problem == null ? whole.detail() : problem));
    }
}
