package dev.preceptor.run.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.run.stream.PageLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageQueryTest {

    @Test
    void readsWhatIsGivenAndFillsInTheRest() {
        assertThat(PageQuery.of("3", PageQuery.cursor("1/ä b"), 20, 1_000)).isEqualTo(new PageLimits(3, "1/ä b"));
        assertThat(PageQuery.of(null, null, 20, 1_000)).isEqualTo(new PageLimits(20, null));
        assertThat(PageQuery.oneOf(Outcome.class, "outcome", "taught")).isEqualTo(Outcome.TAUGHT);
        assertThat(PageQuery.oneOf(Outcome.class, "outcome", null)).isNull();
    }

    @Test
    void noPageIsLongerThanTheLongest() {
        assertThat(PageQuery.of("1000000", null, 20, 1_000).limit()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", "99999999999"})
    void refusesALimitThatIsNoNumber(String limit) {
        assertThatThrownBy(() -> PageQuery.of(limit, null, 20, 1_000)).hasMessageStartingWith("limit: '" + limit + "'");
    }

    @Test
    void refusesACursorThatIsNone() {
        assertThatThrownBy(() -> PageQuery.of(null, "%%", 20, 1_000)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void namesTheValuesThereAre() {
        assertThatThrownBy(() -> PageQuery.oneOf(Outcome.class, "outcome", "good"))
                .hasMessage("outcome: 'good' is unknown; known: SOLVED, TAUGHT, UNTAUGHT, UNFUNDED, FAULTED");
    }
}
