package dev.preceptor.eval.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.preceptor.contracts.event.Interval;
import dev.preceptor.contracts.event.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {

    private static final List<Integer> KS = List.of(1, 10, 100);

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
        assertThat(tally.passAtK(KS).get("1")).isCloseTo(0.1, within(1e-12));
        assertThat(tally.passAtK(KS).get("10")).isCloseTo(0.5, within(1e-12));
        assertThat(tally.passAtK(KS)).doesNotContainKey("100");
    }

    @Test
    void whatCouldNotBeJudgedIsNoFailure() {
        add("a", Verdict.PASSED, 1);
        add("a", Verdict.SANDBOX_ERROR, 3);
        add("b", Verdict.SANDBOX_ERROR, 1);

        assertThat(tally.passAtK(KS).get("1")).isEqualTo(1.0);
        assertThat(tally.tasks()).isEqualTo(1);
        assertThat(tally.samples()).isEqualTo(5);
        // If they had failed: 1 of 4 and 0 of 1. If they had passed: all.
        assertThat(tally.passAtKBounds(KS)).containsOnlyKeys("1").containsEntry("1", new Interval(0.125, 1.0));
    }

    @Test
    void estimatesNothingFromNothing() {
        assertThat(tally.passAtK(KS)).isEmpty();
    }

    @Test
    void baseTestsAreCountedApart() {
        tally.add("a", Verdict.FAILED, true);
        tally.add("a", Verdict.PASSED, true);
        tally.add("a", Verdict.TIMED_OUT, false);
        tally.add("a", Verdict.FAILED, false);

        assertThat(tally.passAtK(List.of(1, 2)))
                .hasEntrySatisfying("1", p -> assertThat(p).isCloseTo(0.25, within(1e-12)))
                // 1 - C(3, 2) / C(4, 2)
                .hasEntrySatisfying("2", p -> assertThat(p).isCloseTo(0.5, within(1e-12)));
        assertThat(tally.basePassAtK(List.of(1)))
                .hasEntrySatisfying("1", p -> assertThat(p).isCloseTo(0.5, within(1e-12)));
    }

    @Test
    void thereIsNoBaseWithoutFurtherTests() {
        add("a", Verdict.PASSED, 1);

        assertThat(tally.basePassAtK(KS)).isEmpty();
    }
}
