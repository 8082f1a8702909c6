package dev.preceptor.executor;

import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import java.util.List;

/**
 * A test result as its record can hold it. A task of very many tests, each of which its result names again, may be too much: then
 * texts are cut. What does not fit even so is a fault of ours, never the code's.
 */
final class FittingResult {

    private static final int LONGEST_TEXT = 60;
    private static final int LONGEST_FEEDBACK = 20_000;

    private FittingResult() {}

    /** @throws dev.preceptor.contracts.event.OversizedEventException where the submission alone is too large */
    static TestResult of(TestResult whole, RecordLimit records) {
        if (records.excess(whole).isEmpty()) {
            return whole;
        }
        TestResult cut = with(whole, whole.verdict(), cases(whole), cut(whole.feedback(), LONGEST_FEEDBACK), null);
        return records.excess(cut)
                .map(problem -> records.fitting(with(whole, Verdict.SANDBOX_ERROR, List.of(), null, problem)))
                .orElse(cut);
    }

    private static List<CaseResult> cases(TestResult whole) {
        return whole.cases().stream()
                .map(each -> new CaseResult(
                        cut(each.test(), LONGEST_TEXT),
                        each.publicTest(),
                        each.passed(),
                        cut(each.call(), LONGEST_TEXT),
                        cut(each.expected(), LONGEST_TEXT),
                        cut(each.got(), LONGEST_TEXT),
                        cut(each.error(), LONGEST_TEXT)))
                .toList();
    }

    private static String cut(String text, int longest) {
        return text == null || text.length() <= longest ? text : text.substring(0, longest) + " ...";
    }

    private static TestResult with(
            TestResult whole, Verdict verdict, List<CaseResult> cases, String feedback, String problem) {
        String detail = problem == null ? whole.detail() : problem;
        return new TestResult(whole.id(), whole.submission(), verdict, cases, feedback, detail, whole.seconds());
    }
}
