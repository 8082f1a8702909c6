package dev.preceptor.student.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log-probabilities over HTTP, compared with the logits that transformers gave for the tiny llama of the fixtures. */
class ScoringEndpointIT {

    private static final Path LLAMA = ServedStudent.FIXTURES.resolve("llama");
    private static final int WIDTH = 5;

    @TempDir
    static Path folder;

    private static ServedStudent served;
    private static JsonNode golden;

    @BeforeAll
    static void serve() throws IOException {
        golden = Json.mapper().readTree(LLAMA.resolve("golden.json").toFile());
        served = new ServedStudent(folder, Map.of("serve.models.tiny", LLAMA.toString(), "compute-type", "float32"));
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    private static JsonNode post(String path, String body) throws IOException {
        HttpResponse<String> response = served.post(path, body.replace('\'', '"'));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.mapper().readTree(response.body());
    }

    private static JsonNode completion(String parameters) throws IOException {
        return post("/completions", "{'model': 'tiny', 'temperature': 0, " + parameters + "}");
    }

    private static double logProbability(JsonNode logits, int token) {
        double sum = StreamSupport.stream(logits.spliterator(), false)
                .mapToDouble(logit -> Math.exp(logit.doubleValue()))
                .sum();
        return logits.get(token).doubleValue() - Math.log(sum);
    }

    private static int[] likeliest(JsonNode logits) {
        return IntStream.range(0, logits.size())
                .boxed()
                .sorted(Comparator.comparingDouble(token -> -logits.get(token).doubleValue()))
                .mapToInt(token -> token)
                .toArray();
    }

    @Test
    void thePromptsLogProbabilitiesEqualTheReference() throws IOException {
        for (int prompt = 0; prompt < 2; prompt++) {
            JsonNode ids = golden.at("/prompts/" + prompt + "/ids");
            JsonNode choice = completion(
                            "'prompt': %s, 'max_tokens': 1, 'prompt_logprobs': %d, 'return_token_ids': true"
                                    .formatted(ids, WIDTH))
                    .at("/choices/0");

            JsonNode entries = choice.get("prompt_logprobs");
            assertThat(entries).hasSize(ids.size());
            assertThat(entries.get(0).isNull()).isTrue();
            assertThat(choice.get("prompt_token_ids")).isEqualTo(ids);
            JsonNode reference = golden.get("logits").get(prompt);
            for (int i = 0; i < reference.get("positions").size(); i++) {
                int position = reference.get("positions").get(i).intValue();
                JsonNode logits = reference.get("logits").get(i);
                if (position + 1 < ids.size()) {
                    requireEntry(
                            entries.get(position + 1), ids.get(position + 1).intValue(), logits);
                }
            }
            int next = golden.at("/greedy/" + prompt + "/new_ids/0").intValue();
            assertThat(choice.get("token_ids").get(0).intValue()).isEqualTo(next);
            assertThat(choice.get("finish_reason").asText()).isEqualTo("length");
        }
    }

    private static void requireEntry(JsonNode entry, int own, JsonNode logits) {
        int[] order = likeliest(logits);
        assertThat(entry.fieldNames().next()).isEqualTo(Integer.toString(own));
        for (int k = 0; k < WIDTH; k++) {
            JsonNode token = entry.get(Integer.toString(order[k]));
            assertThat(token.get("rank").intValue()).isEqualTo(k + 1);
            assertThat(token.get("logprob").doubleValue())
                    .isCloseTo(logProbability(logits, order[k]), Offset.offset(1e-4));
            assertThat(token.get("decoded_token").isTextual()).isTrue();
        }
        assertThat(entry.get(Integer.toString(own)).get("logprob").doubleValue())
                .isCloseTo(logProbability(logits, own), Offset.offset(1e-4));
        assertThat(order[entry.get(Integer.toString(own)).get("rank").intValue() - 1])
                .isEqualTo(own);
        assertThat(entry.size()).isBetween(WIDTH, WIDTH + 1);
    }

    @Test
    void theBeginningOfAPromptNeedNotBeScored() throws IOException {
        JsonNode ids = golden.at("/prompts/1/ids");
        String scored = "'prompt': %s, 'max_tokens': 1, 'prompt_logprobs': 2".formatted(ids);

        JsonNode whole = completion(scored).at("/choices/0");
        JsonNode end = completion(scored + ", 'logprob_start_len': 30").at("/choices/0");

        assertThat(end.get("text")).isEqualTo(whole.get("text"));
        assertThat(end.get("prompt_logprobs")).hasSize(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            JsonNode entry = end.get("prompt_logprobs").get(i);
            assertThat(entry.isNull()).isEqualTo(i < 30);
            entry.fieldNames().forEachRemaining(name -> assertThat(name).matches("[0-9]+"));
            if (i >= 30) {
                String own = ids.get(i).asText();
                assertThat(entry.get(own).get("rank"))
                        .isEqualTo(whole.get("prompt_logprobs").get(i).get(own).get("rank"));
            }
        }
        assertThat(served.post(
                                "/completions",
                                ("{'model': 'tiny', " + scored + ", 'logprob_start_len': 42}").replace('\'', '"'))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void severalPromptsAreScoredInTheirOrder() throws IOException {
        JsonNode first = golden.at("/prompts/0/ids");
        JsonNode second = golden.at("/prompts/1/ids");

        JsonNode choices = completion(
                        "'prompt': [%s, %s], 'max_tokens': 3, 'prompt_logprobs': 0".formatted(first, second))
                .get("choices");

        assertThat(choices).hasSize(2);
        assertThat(choices.get(0).get("prompt_logprobs")).hasSize(first.size());
        assertThat(choices.get(1).get("prompt_logprobs")).hasSize(second.size());
        JsonNode entry = choices.get(1).get("prompt_logprobs").get(5);
        assertThat(entry).hasSize(1);
        assertThat(entry.has(second.get(5).asText())).isTrue();
        // The answer is the generator's.
        assertThat(choices.get(1).has("token_ids")).isFalse();
        assertThat(golden.at("/greedy/1/text").asText())
                .startsWith(choices.get(1).get("text").asText());
    }

    @Test
    void theLogProbabilitiesOfACompletionAreThoseOfAPrompt() throws IOException {
        JsonNode ids = golden.at("/prompts/0/ids");
        JsonNode choice = completion(
                        "'prompt': %s, 'max_tokens': 4, 'logprobs': 2, 'return_token_ids': true, 'return_tokens_as_token_ids': true"
                                .formatted(ids))
                .at("/choices/0");
        JsonNode generated = choice.get("token_ids");
        String whole = ids.toString().replace("]", ",") + generated.toString().replace("[", "");
        JsonNode entries = completion("'prompt': %s, 'max_tokens': 1, 'prompt_logprobs': 2".formatted(whole))
                .at("/choices/0/prompt_logprobs");

        assertThat(generated).hasSize(4);
        JsonNode logprobs = choice.get("logprobs");
        for (int i = 0; i < 4; i++) {
            JsonNode entry = entries.get(ids.size() + i);
            assertThat(logprobs.get("tokens").get(i).asText())
                    .isEqualTo("token_id:" + generated.get(i).asText());
            assertThat(logprobs.get("token_logprobs").get(i).doubleValue())
                    .isCloseTo(
                            entry.get(generated.get(i).asText()).get("logprob").doubleValue(), Offset.offset(1e-4));
            // A greedy token is the likeliest.
            assertThat(entry.get(generated.get(i).asText()).get("rank").intValue())
                    .isEqualTo(1);
            assertThat(logprobs.get("top_logprobs").get(i)).hasSize(2);
        }
        assertThat(choice.has("prompt_logprobs")).isFalse();
    }

    @Test
    void aChatsLogProbabilitiesHaveOpenAisForm() throws IOException {
        JsonNode answer = post(
                "/chat/completions",
                "{'model': 'tiny', 'temperature': 0, 'max_tokens': 3, 'logprobs': true, 'top_logprobs': 2, 'prompt_logprobs': 1,"
                        + " 'return_token_ids': true, 'messages': [{'role': 'user', 'content': 'Double it.'}]}");

        JsonNode content = answer.at("/choices/0/logprobs/content");
        assertThat(content).hasSize(answer.at("/choices/0/token_ids").size()).isNotEmpty();
        for (JsonNode token : content) {
            assertThat(token.get("top_logprobs")).hasSize(2);
            assertThat(token.get("token")).isEqualTo(token.at("/top_logprobs/0/token"));
            assertThat(token.get("logprob").doubleValue())
                    .isNegative()
                    .isCloseTo(token.at("/top_logprobs/0/logprob").doubleValue(), Offset.offset(1e-6));
            byte[] bytes = token.get("token").asText().getBytes(StandardCharsets.UTF_8);
            assertThat(token.get("bytes")).hasSize(bytes.length);
        }
        assertThat(answer.get("prompt_logprobs"))
                .hasSize(answer.get("prompt_token_ids").size());
        assertThat(answer.at("/choices/0/message/content").isTextual()).isTrue();
    }

    @Test
    void withoutTheParametersTheResponseIsAsBefore() throws IOException {
        JsonNode choice = completion("'prompt': 'x', 'max_tokens': 1, 'logprobs': null, 'return_token_ids': false")
                .at("/choices/0");

        assertThat(choice.get("logprobs").isNull()).isTrue();
        assertThat(choice.has("prompt_logprobs")).isFalse();
        assertThat(choice.has("token_ids")).isFalse();
    }

    @Test
    void theTokensOfATextEqualTheReference() throws IOException {
        JsonNode prompt = golden.at("/prompts/0");

        JsonNode answer = Json.mapper()
                .readTree(served.postToRoot(
                                "/tokenize",
                                Json.mapper()
                                        .createObjectNode()
                                        .put("model", "tiny")
                                        .put("prompt", prompt.get("text").asText())
                                        .toString())
                        .body());

        assertThat(answer.get("tokens")).isEqualTo(prompt.get("ids"));
        assertThat(answer.get("count").intValue()).isEqualTo(prompt.get("ids").size());
    }

    /** The reference is transformers' chat template. */
    @Test
    void theTokensOfAChatEqualTheReferenceUpToTheAnswer() throws IOException {
        JsonNode chat = golden.at("/tokenizer/chat");
        ObjectNode body = Json.mapper().createObjectNode().put("model", "tiny");
        body.set("messages", chat.get("messages"));

        JsonNode answer = Json.mapper()
                .readTree(served.postToRoot("/tokenize", body.toString()).body());

        assertThat(answer.get("tokens")).isEqualTo(chat.get("ids"));
        assertThat(served.postToRoot(
                                "/tokenize",
                                body.put("add_generation_prompt", false).toString())
                        .statusCode())
                .isEqualTo(400);
    }
}
