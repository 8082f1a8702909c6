package dev.preceptor.cli.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.preceptor.contracts.event.Verdict;
import org.junit.jupiter.api.Test;

class TallyTest {

    private final Tally tally = new Tally();

    private void add(String task, Verdict verdict, int times) {
        for (int i = 0; i < times; i++) {
            tally.add(task, verdict);
        }
    }

    @Test
    void countsVerdicts() {
        add("a", Verdict.PASSED, 2);
        add("a", Verdict.TIMED_OUT, 1);

        assertThat(tally.verdicts()).containsOnlyKeys(Verdict.PASSED, Verdict.TIMED_OUT);
        assertThat(tally.count(Verdict.PASSED)).isEqualTo(2);
        assertThat(tally.samples()).isEqualTo(3);
    }

    @Test
    void passAtKIsTheMeanOverTasks() {
        add("a", Verdict.PASSED, 2);
        add("a", Verdict.FAILED, 8);
        add("b", Verdict.FAILED, 20);

        // 1 - C(8, 1) / C(10, 1) = 0.2, and of ten drawn from ten one always passes
        assertThat(tally.passAtK().get("1")).isCloseTo(0.1, within(1e-12));
        assertThat(tally.passAtK().get("10")).isCloseTo(0.5, within(1e-12));
        assertThat(tally.passAtK()).doesNotContainKey("100");
    }

    @Test
    void whatCouldNotBeJudgedIsNoFailure() {
        add("a", Verdict.PASSED, 1);
        add("a", Verdict.SANDBOX_ERROR, 3);
        add("b", Verdict.SANDBOX_ERROR, 1);

        assertThat(tally.passAtK().get("1")).isEqualTo(1.0);
        assertThat(tally.tasks()).isEqualTo(1);
        assertThat(tally.samples()).isEqualTo(5);
    }

    @Test
    void estimatesNothingFromNothing() {
        assertThat(tally.passAtK()).isEmpty();
    }
}
