package dev.preceptor.contracts.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LadderTest {

    private static final Ladder LADDER = new Ladder(
            List.of(rung("student", "s", 2, null), rung("openai", "small", 1, 0.5), rung("openai", "large", 3, null)));

    @Test
    void theAttemptsAreNumberedOverAllRungs() {
        assertThat(LADDER.attempts()).isEqualTo(6);
        assertThat(IntStream.rangeClosed(1, 6).mapToObj(LADDER::nameOf))
                .containsExactly("s", "s", "small", "large", "large", "large");
        assertThat(IntStream.rangeClosed(1, 6).map(LADDER::numberInRung)).containsExactly(1, 2, 1, 1, 2, 3);
        assertThat(IntStream.rangeClosed(1, 6).filter(LADDER::isOnLastRung)).containsExactly(4, 5, 6);
        assertThat(IntStream.rangeClosed(1, 3).map(LADDER::firstNumberAfterRungOf))
                .containsExactly(3, 3, 4);
    }

    @Test
    void oneTeacherIsALadderWithoutNames() {
        Ladder one = new Ladder(List.of(rung("openai", null, 3, 1.0)));

        assertThat(one.hasSeveral()).isFalse();
        assertThat(one.nameOf(2)).isNull();
        assertThat(one.numberInRung(3)).isEqualTo(3);
        assertThat(one.isOnLastRung(1)).isTrue();
        assertThat(one.label()).isEqualTo("m");
        assertThat(one.fundsUsd(1)).isEqualTo(1);
    }

    @Test
    void theFundsRiseWithEachBudget() {
        // 2 of the run, 0 of the student, 0.5 of the small one, and 2 of the large one, which has no limit but the
        // run's.
        assertThat(LADDER.fundsUsd(2)).isCloseTo(4.5, within(1e-12));
        assertThat(LADDER.fundsUsd(3)).isGreaterThan(LADDER.fundsUsd(2));
        Ladder raised = new Ladder(List.of(
                LADDER.rungs().get(0),
                rung("openai", "small", 1, 0.6),
                LADDER.rungs().get(2)));
        assertThat(raised.fundsUsd(2)).isGreaterThan(LADDER.fundsUsd(2));
    }

    private static TeacherSpecification rung(String backend, String name, int attempts, Double budgetUsd) {
        return TeacherSpecificationBuilder.builder()
                .backend(backend)
                .baseUrl("http://localhost:1/v1")
                .model("m")
                .pricePerMillionTokens(new TokenPrices(1, 2))
                .budgetUsd(budgetUsd)
                .attempts(attempts)
                .name(name)
                .build();
    }
}
