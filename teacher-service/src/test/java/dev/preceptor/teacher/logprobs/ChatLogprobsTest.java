package dev.preceptor.teacher.logprobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.preceptor.artifactstore.SoftTargetRows;
import dev.preceptor.httpclient.completion.TokenUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatLogprobsTest {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS, JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .build();

    /** As vLLM 0.32 answers to {@code return_tokens_as_token_ids}. */
    private static final String FIRST = "{'token': 'token_id:1040', 'logprob': -0.25, 'bytes': [116], 'top_logprobs': ["
            + "{'token': 'token_id:1040', 'logprob': -0.25, 'bytes': [116]},"
            + "{'token': 'token_id:7', 'logprob': -2.5, 'bytes': [116]}]}";

    private static JsonNode content(String... tokens) throws JsonProcessingException {
        return MAPPER.readTree("{'content': [" + String.join(",", tokens) + "]}");
    }

    @Test
    void eachTokenHasItsLikeliestTokensByTheirIds() throws Exception {
        String second = "{'token': 'token_id:3', 'logprob': -9999.0, 'top_logprobs': ["
                + "{'token': 'token_id:5', 'logprob': 0.0}, {'token': 'token_id:3', 'logprob': -9999.0},"
                + "{'token': 'token_id:8', 'logprob': -9999.0}]}";

        SoftTargetRows rows = ChatLogprobs.read(content(FIRST, second), 2, new TokenUsage(9, 3, 0));

        assertThat(rows.tokens()).containsExactly(1040, 3);
        assertThat(rows.ids()).containsExactly(1040, 7, 5, 3);
        assertThat(rows.logProbabilities()).containsExactly(-0.25f, -2.5f, 0, -9999);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null | it ignores logprobs",
                "{} | it ignores logprobs",
                "{'content': null} | it ignores logprobs",
                "{'content': []} | it ignores logprobs"
            })
    void aServerThatIgnoresTheFieldIsTold(String logprobs, String problem) throws Exception {
        JsonNode sent = MAPPER.readTree(logprobs);

        assertThatThrownBy(() -> ChatLogprobs.read(sent, 2, null))
                .isInstanceOf(UnusableLogprobsException.class)
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-2.5 | -0.01 | probabilities at token 0 whose sum is 1.072",
                "NaN | -1 | row 0 has the log-probability NaN",
                "-Infinity | -1 | row 0 has the log-probability -Infinity",
                "0.5 | -1 | probabilities at token 0",
                "null | -1 | no number as a log-probability at token 0",
                "true | -1 | no number as a log-probability at token 0"
            })
    void valuesThatAreNoLogProbabilitiesAreTold(String first, String second, String problem) throws Exception {
        JsonNode sent = content(("{'token': 'token_id:1', 'top_logprobs': [{'token': 'token_id:1', 'logprob': %s},"
                        + "{'token': 'token_id:2', 'logprob': %s}]}")
                .formatted(first, second));

        assertThatThrownBy(() -> ChatLogprobs.read(sent, 2, null))
                .isInstanceOf(UnusableLogprobsException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void whatIsIncompleteIsTold() throws Exception {
        JsonNode one = content(FIRST);
        JsonNode noFirst = content("{'token': 'token_id:1', 'top_logprobs': null}", FIRST);
        JsonNode texts = content("{'token': ' def', 'top_logprobs': [{'token': ' def', 'logprob': -1}]}");
        JsonNode twice = content("{'token': 'token_id:1', 'top_logprobs': [{'token': 'token_id:1', 'logprob': -1},"
                + "{'token': 'token_id:1', 'logprob': -1}]}");

        assertThatThrownBy(() -> ChatLogprobs.read(one, 20, null))
                .hasMessageContaining("2 log-probabilities at token 0, not 20");
        assertThatThrownBy(() -> ChatLogprobs.read(noFirst, 1, null))
                .hasMessageContaining("0 log-probabilities at token 0");
        assertThatThrownBy(() -> ChatLogprobs.read(one, 2, new TokenUsage(9, 12, 0)))
                .hasMessageContaining("at 1 of 12 tokens");
        assertThatThrownBy(() -> ChatLogprobs.read(texts, 1, null))
                .hasMessageContaining("names its tokens by text (' def')");
        assertThatThrownBy(() -> ChatLogprobs.read(twice, 2, null)).hasMessageContaining("has the token 1 twice");
    }
}
