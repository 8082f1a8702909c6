package dev.preceptor.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoTeacherTest {

    private static Optional<ObjectNode> of(Map<String, String> environment) {
        return DemoTeacher.of(environment, null);
    }

    @Test
    void keepsTheTextInFrontOfEveryPrompt() {
        assertThat(DemoTeacher.of(Map.of("OPENAI_API_KEY", "k"), "# manual")
                        .orElseThrow()
                        .path("context")
                        .asText())
                .isEqualTo("# manual");
        assertThat(of(Map.of("OPENAI_API_KEY", "k")).orElseThrow().has("context"))
                .isFalse();
    }

    @Test
    void isNoLlmWithoutAKey() {
        assertThat(of(Map.of("OPENAI_MODEL", "gpt-4o"))).isEmpty();
        assertThat(of(Map.of("OPENAI_API_KEY", " "))).isEmpty();
    }

    @Test
    void hasABudgetAndNeverTheKeyItself() {
        JsonNode teacher = of(Map.of("OPENAI_API_KEY", "sk-secret")).orElseThrow();

        assertThat(teacher.path("budgetUsd").asDouble()).isEqualTo(1.0);
        assertThat(teacher.path("apiKeyEnv").asText()).isEqualTo("OPENAI_API_KEY");
        assertThat(teacher.toString()).doesNotContain("sk-secret");
    }

    @Test
    void takesAnotherModelWithItsPrices() {
        JsonNode teacher = of(Map.of(
                        "OPENAI_API_KEY", "k",
                        "OPENAI_BASE_URL", "http://localhost:9000/v1",
                        "OPENAI_MODEL", "qwen",
                        "OPENAI_PRICE_PROMPT", "0.5",
                        "OPENAI_PRICE_COMPLETION", "1.5",
                        "OPENAI_BUDGET_USD", "0.25"))
                .orElseThrow();

        assertThat(teacher.path("model").asText()).isEqualTo("qwen");
        assertThat(teacher.path("baseUrl").asText()).isEqualTo("http://localhost:9000/v1");
        assertThat(teacher.at("/pricePerMillionTokens/prompt").asDouble()).isEqualTo(0.5);
        assertThat(teacher.at("/pricePerMillionTokens/completion").asDouble()).isEqualTo(1.5);
        assertThat(teacher.path("budgetUsd").asDouble()).isEqualTo(0.25);
    }

    @Test
    void asksForThePriceOfAnUnknownModel() {
        assertThatThrownBy(() -> of(Map.of("OPENAI_API_KEY", "k", "OPENAI_MODEL", "qwen")))
                .hasMessageStartingWith("OPENAI_PRICE_PROMPT is not set");
    }

    @Test
    void namesAnAmountThatIsNone() {
        assertThatThrownBy(() -> of(Map.of("OPENAI_API_KEY", "k", "OPENAI_BUDGET_USD", "much")))
                .hasMessage("OPENAI_BUDGET_USD='much' is not an amount in US dollars");
    }
}
