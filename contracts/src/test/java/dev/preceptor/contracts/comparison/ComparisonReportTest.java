package dev.preceptor.contracts.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.specification.Method;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class ComparisonReportTest {

    /** {@code compare --json} of the version that computed comparisons in the terminal wrote the file. */
    @Test
    void whatCompareWroteIsReadAndWrittenUnchanged() throws IOException {
        try (InputStream file = ComparisonReportTest.class.getResourceAsStream("/comparison/report.json")) {
            JsonNode written = Json.mapper().readTree(file);

            ComparisonReport report = Json.mapper().treeToValue(written, ComparisonReport.class);

            assertThat((JsonNode) Json.mapper().valueToTree(report)).isEqualTo(written);
            assertThat(report.rows().get(0).arm()).isEmpty();
            assertThat(report.rows().get(2).arm()).contains(new Arm(Method.PERSD, 0.25));
            assertThat(report.between("inpd", "persd-0.25", 0).pValue()).isEqualTo(0.5);
        }
    }

    @Test
    void aShareIsShownInPercent() {
        assertThat(new Arm(Method.PERSD, 0.33).share()).isEqualTo("33 %");
        assertThat(new Arm(Method.PERSD, 1).share()).isEqualTo("100 %");
        assertThat(new Arm(Method.PERSD, 0.125).share()).isEqualTo("12.5 %");
    }
}
