package dev.preceptor.eval.exam;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import java.util.List;

/** What an exam makes of a verdict. One that this version does not know reads as FAULTED. */
public enum Judgement {
    PASSED,
    FAILED,
    /** A fault of ours, which counts neither way. */
    @JsonEnumDefaultValue
    FAULTED;

    /** Where there is a check program it judges alone: examples in a docstring are there to be shown. */
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
