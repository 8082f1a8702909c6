package dev.preceptor.eval.exam;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import java.util.List;

/** How an exam counts a verdict. An unknown verdict is FAULTED. */
public enum Judgement {
    PASSED,
    FAILED,
    /** A fault of ours, which counts neither way. */
    @JsonEnumDefaultValue
    FAULTED;

    /** Where there is a check program, it alone decides: the examples in a docstring are for the student to see. */
    static Judgement of(TestResult result) {
        if (result.verdict().passed() || result.verdict() == Verdict.FAILED && passedCheck(result)) {
            return PASSED;
        }
        return result.verdict().isTheCodesFault() ? FAILED : FAULTED;
    }

    private static boolean passedCheck(TestResult result) {
        List<CaseResult> hidden = result.assignment().task().check() == null || result.cases() == null
                ? List.of()
                : result.cases().stream().filter(each -> !each.publicTest()).toList();
        return !hidden.isEmpty() && hidden.stream().allMatch(CaseResult::passed);
    }
}
