package dev.preceptor.teacher.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of several replicas over one compacted log: readers lag, processes die between any two steps, work is
 * delivered twice, entries vanish. The seed of a failing history is in its message.
 */
class BudgetSimulationTest {

    private static final int HISTORIES = 500;

    @ParameterizedTest(name = "compaction that is reckless: {0}")
    @ValueSource(booleans = {false, true})
    void theCapHoldsAndNothingIsBoughtTwice(boolean reckless) {
        int requests = 0;
        int answers = 0;
        long leftOver = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            SimulatedHistory history = new SimulatedHistory(new Random(seed), reckless);
            try {
                history.play();
            } catch (AssertionError e) {
                throw new AssertionError("history " + seed + ": " + e.getMessage(), e);
            }
            requests += history.teacher().requests();
            answers += history.teacher().answers();
            leftOver += SimulatedHistory.CAP - history.teacher().billed("run");
        }
        // A ledger that grants nothing would be safe, too.
        assertThat(answers).isGreaterThan(HISTORIES);
        assertThat(requests).isGreaterThan(answers);
        assertThat(leftOver).isPositive();
    }
}
