package dev.preceptor.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class PassAtKTest {

    @Test
    void estimatesAsTheReferenceDoes() throws IOException {
        try (InputStream golden = PassAtKTest.class.getResourceAsStream("/pass_at_k.json")) {
            JsonNode rows = Json.mapper().readTree(golden);
            assertThat(rows).isNotEmpty();
            for (JsonNode row : rows) {
                double estimate = PassAtK.estimate(
                        row.get("n").asInt(), row.get("c").asInt(), row.get("k").asInt());
                assertThat(estimate)
                        .as(row.toString())
                        .isCloseTo(row.get("estimate").asDouble(), within(1e-12));
            }
        }
    }

    @Test
    void refusesAKThatTheSamplesCannotServe() {
        assertThatThrownBy(() -> PassAtK.estimate(5, 2, 6)).hasMessageContaining("pass@6");
    }
}
