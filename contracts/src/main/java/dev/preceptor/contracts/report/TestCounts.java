package dev.preceptor.contracts.report;

import dev.preceptor.contracts.event.CaseResult;
import java.util.List;

/**
 * How many tests a program passed.
 *
 * @param run the number of tests that the result lists
 */
public record TestCounts(int passed, int run) {

    public static TestCounts of(List<CaseResult> cases) {
        return cases == null
                ? new TestCounts(0, 0)
                : new TestCounts((int) cases.stream().filter(CaseResult::passed).count(), cases.size());
    }
}
