package dev.preceptor.run.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.report.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LessonFilterTest {

    @Test
    void readsWhatIsGivenAndFillsInTheRest() {
        assertThat(LessonFilter.of("3", "taught")).isEqualTo(new LessonFilter(3, Outcome.TAUGHT));
        assertThat(LessonFilter.of(null, null)).isEqualTo(new LessonFilter(20, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", "99999999999"})
    void refusesALimitThatIsNoNumber(String limit) {
        assertThatThrownBy(() -> LessonFilter.of(limit, null)).hasMessageStartingWith("limit: '" + limit + "'");
    }

    @Test
    void namesTheOutcomesThereAre() {
        assertThatThrownBy(() -> LessonFilter.of(null, "good"))
                .hasMessage("outcome: 'good' is unknown; known: SOLVED, TAUGHT, UNTAUGHT, UNFUNDED, FAULTED");
    }
}
