package dev.preceptor.contracts.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceListTest {

    @ParameterizedTest
    @CsvSource({
        "gpt-4o-mini, 0.15, 0.60, 0.075",
        "gpt-4o-mini-2024-07-18, 0.15, 0.60, 0.075",
        "gpt-4o, 2.5, 10, 2.5",
        "claude-sonnet-4-20250514, 3, 15, 0.3"
    })
    void aModelAndItsDatedVersionsHaveAPrice(String model, double prompt, double completion, double cached) {
        TokenPrices prices = PriceList.builtIn().require(model);

        assertThat(prices.prompt()).isEqualTo(prompt);
        assertThat(prices.completion()).isEqualTo(completion);
        assertThat(prices.ofCached()).isEqualTo(cached);
    }

    @ParameterizedTest
    @CsvSource({"gpt-4o-audio-preview", "ft:gpt-4o-mini", "gpt-4"})
    void aModelThatOnlySoundsAlikeHasNone(String model) {
        assertThat(PriceList.builtIn().find(model)).isEmpty();
    }

    @Test
    void everyLineSaysWhereItIsFromAndWhenItWasRead() {
        assertThat(PriceList.builtIn().prices()).isNotEmpty().allSatisfy(line -> {
            assertThat(line.source()).startsWith("https://");
            assertThat(LocalDate.parse(line.read())).isNotNull();
        });
    }

    @Test
    void anOwnListIsReadStrictly() throws JsonProcessingException {
        String line =
                "{'model': 'ours-*', 'prompt': 0, 'completion': 0, 'source': 'our own server', 'read': '2026-01-01'}";

        assertThat(read("{'prices': [" + line + "]}").find("ours-7b")).contains(TokenPrices.FREE);
        assertThatThrownBy(() -> read("{'prices': [" + line.replace("'source'", "'sauce': 1, 'source'") + "]}"))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageContaining("sauce");
        assertThatThrownBy(() -> read("{'prices': [{'model': 'm', 'prompt': 1, 'completion': 1}]}"))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageStartingWith("prices.source: is required");
    }

    private static PriceList read(String json) throws JsonProcessingException {
        return PriceList.read(Json.mapper().readTree(json.replace('\'', '"')));
    }
}
