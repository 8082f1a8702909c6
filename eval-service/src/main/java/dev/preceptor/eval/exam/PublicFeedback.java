package dev.preceptor.eval.exam;

import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The feedback on an answer that the student may see in an exam: that of public tests, never that of private ones. */
final class PublicFeedback {

    private PublicFeedback() {}

    /** The failures of public tests; empty where they all pass, where there are none, or where the fault is ours. */
    static Optional<String> of(TestResult result) {
        int publicTests = result.assignment().task().publicTests().size();
        List<CaseResult> cases = result.cases() == null ? List.of() : result.cases();
        long passed = cases.stream()
                .filter(each -> each.publicTest() && each.passed())
                .count();
        if (!result.verdict().isTheCodesFault() || passed >= publicTests) {
            return Optional.empty();
        }
        String failures = cases.stream()
                .filter(each -> each.publicTest() && !each.passed())
                .map(PublicFeedback::describe)
                .collect(Collectors.joining("\n"));
        return Optional.of(failures.isEmpty() ? withoutCases(result) : failures);
    }

    private static String withoutCases(TestResult result) {
        // A rejected program ran no test, so its feedback reveals none.
        return result.verdict() == Verdict.REJECTED && result.feedback() != null
                ? result.feedback()
                : result.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String describe(CaseResult failed) {
        String what = failed.call() == null ? failed.test() : failed.call();
        if (failed.error() != null) {
            return what + " raised " + failed.error();
        }
        if (failed.got() == null) {
            return what + " failed";
        }
        return what + " returned " + failed.got()
                + (failed.expected() == null ? "" : ", expected " + failed.expected());
    }
}
