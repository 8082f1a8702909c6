package dev.preceptor.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.report.RunReport;
import org.junit.jupiter.api.Test;

/** What a newer version may write. */
class JsonTest {

    @Test
    void anUnknownValueReadsAsTheDefaultOfItsEnum() throws Exception {
        RunReport report = Json.mapper().readValue("{\"state\": \"ARCHIVED\", \"shelf\": 3}", RunReport.class);
        assertThat(report.state()).isEqualTo(Run.State.UNKNOWN);
        assertThat(report.state().ended()).isFalse();
        assertThat(Json.mapper().readValue("\"DISQUALIFIED\"", Verdict.class)).isEqualTo(Verdict.SANDBOX_ERROR);
        assertThat(Json.mapper().readValue("\"SKIPPED\"", Outcome.class)).isEqualTo(Outcome.FAULTED);
    }

    @Test
    void anUnknownValueOfAnEnumWithoutADefaultIsRefused() {
        assertThatThrownBy(() -> Json.mapper().readValue("\"REHEARSAL\"", Purpose.class))
                .isInstanceOf(InvalidFormatException.class);
    }
}
