package dev.preceptor.student.endpoint;

import static dev.preceptor.student.endpoint.ServedStudent.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointBuilder;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.student.djl.LoadedModels;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over HTTP, with a real model: the tiny llama of the fixtures, whose greedy continuations transformers gave. */
class CompletionEndpointIT {

    private static final Path LLAMA = ServedStudent.FIXTURES.resolve("llama");

    @TempDir
    static Path folder;

    private static ServedStudent served;
    private static JsonNode golden;

    @BeforeAll
    static void serve() throws IOException {
        golden = Json.mapper().readTree(LLAMA.resolve("golden.json").toFile());
        ServedStudent.model(folder.resolve("artifacts/checkpoints/0a1b"), 128);
        new ArtifactStore(folder.resolve("artifacts")).record("0a1b", trainedFrom(LLAMA));
        ServedStudent.model(folder.resolve("roomy"), 2048);
        served = new ServedStudent(
                folder,
                Map.of(
                        "loaded-models", "2",
                        "serve.most-sequences", "64",
                        "serve.longest-body", "20000",
                        "serve.models.tiny", LLAMA.toString(),
                        "serve.models.plain",
                                ServedStudent.FIXTURES.resolve("gpt2").toString(),
                        "serve.models.roomy", folder.resolve("roomy").toString(),
                        "serve.models.lost", folder.resolve("lost").toString()));
    }

    private static Checkpoint trainedFrom(Path model) {
        return CheckpointBuilder.builder()
                .id("0a1b-checkpoint")
                .runId("run")
                .student(StudentSpecification.of(model.toString()))
                .reference(new CheckpointReference(1, "file:///checkpoints/0a1b", "ab"))
                .build();
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    private static String reference() {
        return golden.at("/greedy/0/text").asText();
    }

    private static String greedy(String model, JsonNode prompt, String more) {
        return "{\"model\": \"%s\", \"prompt\": %s, \"max_tokens\": 24, \"temperature\": 0%s}"
                .formatted(model, prompt, more);
    }

    @Test
    void aCompletionIsTheReferencesWhetherItsPromptIsTextOrTokens() {
        for (String form : List.of("text", "ids")) {
            JsonNode prompt = golden.at("/prompts/0").get(form);

            HttpResponse<String> response = served.post("/completions", greedy("tiny", prompt, ""));

            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            JsonNode answer = json(response);
            assertThat(answer.path("object").asText()).isEqualTo("text_completion");
            assertThat(answer.path("model").asText()).isEqualTo("tiny");
            assertThat(answer.at("/choices/0/text").asText()).isEqualTo(reference());
            assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("length");
            int promptTokens = golden.at("/prompts/0/ids").size();
            assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(promptTokens);
            assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(24);
            assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(promptTokens + 24);
        }
    }

    @Test
    void severalPromptsAreAnsweredInTheirOrder() {
        String prompts = "[%s, %s]".formatted(golden.at("/prompts/0/text"), golden.at("/prompts/1/text"));

        JsonNode choices = json(served.post(
                        "/completions",
                        "{\"model\": \"tiny\", \"prompt\": %s, \"max_tokens\": 24, \"temperature\": 0, \"n\": 2}"
                                .formatted(prompts)))
                .path("choices");

        assertThat(choices).hasSize(4);
        for (int i = 0; i < 4; i++) {
            assertThat(choices.get(i).path("index").asInt()).isEqualTo(i);
            assertThat(choices.get(i).path("text").asText())
                    .isEqualTo(golden.at("/greedy/" + i / 2 + "/text").asText());
        }
    }

    @Test
    void aChatIsWrittenByTheModelsTemplate() {
        JsonNode chat = golden.at("/tokenizer/chat");

        JsonNode asChat = json(served.post(
                "/chat/completions",
                "{\"model\": \"tiny\", \"messages\": %s, \"max_completion_tokens\": 24, \"temperature\": 0}"
                        .formatted(chat.path("messages"))));
        JsonNode asTokens = json(served.post("/completions", greedy("tiny", chat.path("ids"), "")));

        assertThat(chat.path("add_generation_prompt").asBoolean()).isTrue();
        assertThat(asChat.path("object").asText()).isEqualTo("chat.completion");
        assertThat(asChat.at("/choices/0/message/role").asText()).isEqualTo("assistant");
        assertThat(asChat.at("/choices/0/message/content").asText())
                .isNotEmpty()
                .isEqualTo(asTokens.at("/choices/0/text").asText());
    }

    @Test
    void aSeedDrawsTheSameAgainAndEachChoiceOnItsOwn() {
        String body = "{'model': 'tiny', 'prompt': 'def f', 'n': 2, 'seed': 7, 'temperature': 1.5}";

        JsonNode first = json(served.post("/completions", body)).path("choices");
        JsonNode second = json(served.post("/completions", body)).path("choices");

        assertThat(first).isEqualTo(second);
        assertThat(first.at("/0/text")).isNotEqualTo(first.at("/1/text"));
    }

    @ParameterizedTest
    @CsvSource({"/completions, ''", "/chat/completions, ''", "/completions, stop", "/chat/completions, stop"})
    void aStreamsPiecesAreTheWholeAnswer(String path, String stop) throws IOException {
        boolean chat = path.startsWith("/chat");
        String text = chat ? "/message/content" : "/text";
        String body = "{'model': 'tiny', %s, 'max_tokens': 40, 'n': 2, 'seed': 3, 'temperature': 1%s"
                .formatted(
                        chat ? "'messages': [{'role': 'user', 'content': 'Hi.'}]" : "'prompt': 'def f'",
                        stop.isEmpty() ? "" : ", 'stop': ['a', '  ', 'the ']");
        JsonNode whole = json(served.post(path, body + "}"));

        HttpResponse<String> response =
                served.post(path, body + ", 'stream': true, 'stream_options': {'include_usage': true}}");

        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        List<String> data = events(response.body());
        assertThat(data.get(data.size() - 1)).isEqualTo("[DONE]");
        StringBuilder[] texts = {new StringBuilder(), new StringBuilder()};
        String[] reasons = new String[2];
        JsonNode usage = null;
        for (String event : data.subList(0, data.size() - 1)) {
            JsonNode chunk = Json.mapper().readTree(event);
            usage = chunk.path("usage");
            for (JsonNode choice : chunk.path("choices")) {
                int index = choice.path("index").asInt();
                texts[index].append(choice.at(chat ? "/delta/content" : "/text").asText());
                reasons[index] = choice.path("finish_reason").asText(null);
            }
        }
        for (int i = 0; i < 2; i++) {
            JsonNode choice = whole.path("choices").get(i);
            assertThat(texts[i]).hasToString(choice.at(text).asText());
            assertThat(reasons[i]).isEqualTo(choice.path("finish_reason").asText());
        }
        assertThat(usage).isEqualTo(whole.path("usage"));
        assertThat(data.size()).isGreaterThan(5);
    }

    private static List<String> events(String body) {
        List<String> data = new ArrayList<>();
        for (String event : body.split("\n\n")) {
            assertThat(event).startsWith("data: ").doesNotContain("\n");
            data.add(event.substring("data: ".length()));
        }
        return data;
    }

    @Test
    void aStopTextEndsTheAnswerBeforeIt() {
        String stop = reference().substring(8, 11);

        JsonNode answer = json(served.post(
                "/completions",
                greedy(
                        "tiny",
                        golden.at("/prompts/0/text"),
                        ", \"stop\": " + Json.mapper().valueToTree(stop))));

        assertThat(answer.at("/choices/0/text").asText())
                .isEqualTo(reference().substring(0, reference().indexOf(stop)));
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void aTrainedCheckpointHasANameOfItsOwn() {
        JsonNode models = json(served.get("/models"));

        assertThat(models.path("object").asText()).isEqualTo("list");
        assertThat(models.findValuesAsText("id")).containsExactly("lost", "plain", "roomy", "tiny", "checkpoint:0a1b");
        JsonNode answer =
                json(served.post("/completions", greedy("checkpoint:0a1b", golden.at("/prompts/0/text"), "")));
        assertThat(answer.at("/choices/0/text").asText()).isEqualTo(reference());
    }

    @Test
    void theStudentThatACheckpointWasTrainedFromIsServedByTheCheckpointsName() {
        JsonNode answer = json(served.post("/completions", greedy("base:0a1b", golden.at("/prompts/0/text"), "")));

        assertThat(answer.path("model").asText()).isEqualTo("base:0a1b");
        assertThat(answer.at("/choices/0/text").asText()).isEqualTo(reference());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{                                            | 400 |             |                         | no JSON",
                "[]                                           | 400 |             |                         | no JSON object",
                "{'prompt': 'x'}                              | 400 | model       |                         | model is required",
                "{'model': 'tiny'}                            | 400 | prompt      |                         | prompt is required",
                "{'model': 'tiny', 'prompt': ''}              | 400 | prompt      |                         | at least one token",
                "{'model': 'tiny', 'prompt': [99999]}         | 400 | prompt      |                         | not in the model's vocabulary",
                "{'model': 'gpt', 'prompt': 'x'}              | 404 | model       | model_not_found         | known: lost, plain, roomy, tiny, checkpoint:0a1b",
                "{'model': 'checkpoint:../../roomy', 'prompt': 'x'} | 404 | model | model_not_found         | there is no model",
                "{'model': 'base:0a2c', 'prompt': 'x'}        | 404 | model       | model_not_found         | there is no model",
                "{'model': 'base:../checkpoints/0a1b', 'prompt': 'x'} | 404 | model | model_not_found       | there is no model",
                "{'model': 'lost', 'prompt': 'x'}             | 500 |             |                         | cannot be loaded",
                "{'model': 'tiny', 'prompt': 'x', 'echo': true} | 400 | echo      |                         | echo is not supported",
                "{'model': 'tiny', 'prompt': 'x', 'logprobs': 101} | 400 | logprobs |                       | at most 100",
                "{'model': 'tiny', 'prompt': 'x', 'prompt_logprobs': -1} | 400 | prompt_logprobs |          | at least 0",
                "{'model': 'tiny', 'prompt': 'x', 'prompt_logprobs': 1, 'stream': true} | 400 | prompt_logprobs | | not supported for a stream",
                "{'model': 'tiny', 'prompt': 'x', 'max_tokens': 0} | 400 | max_tokens |                     | at least 1",
                "{'model': 'tiny', 'prompt': 'x', 'temperature': 3} | 400 | temperature |                   | from 0 to 2",
                "{'model': 'tiny', 'prompt': 'x', 'top_p': 0} | 400 | top_p       |                         | above 0",
                "{'model': 'tiny', 'prompt': 'x', 'stop': ''} | 400 | stop        |                         | none empty",
                "{'model': 'tiny', 'prompt': 'x', 'seed': 1.5} | 400 | seed       |                         | whole number",
                "{'model': 'tiny', 'prompt': 'x', 'stream': 1} | 400 | stream     |                         | true or false",
                "{'model': 'tiny', 'prompt': 'x', 'n': 65}    | 400 | n           |                         | at most 64 at once",
            })
    void whatCannotBeDoneIsRefusedClearly(String body, int status, String parameter, String code, String message) {
        refused("/completions", body, status, parameter, code, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'model': 'tiny', 'messages': []}            | 400 | messages |  | messages is required",
                "{'model': 'tiny', 'messages': [{'role': 'tool', 'content': 'x'}]} | 400 | messages[0].role | | known are system",
                "{'model': 'tiny', 'messages': [{'role': 'user', 'content': [{'type': 'image_url'}]}]} | 400 | messages[0].content | | text only",
                "{'model': 'tiny', 'messages': [{'role': 'user', 'content': 'x'}], 'tools': [{}]} | 400 | tools | | calls no tools",
                "{'model': 'tiny', 'messages': [{'role': 'user', 'content': 'x'}], 'top_logprobs': 3} | 400 | top_logprobs | | needs logprobs: true",
                "{'model': 'tiny', 'messages': [{'role': 'user', 'content': 'x'}], 'logprobs': true, 'stream': true} | 400 | logprobs | | not supported for a stream",
                "{'model': 'plain', 'messages': [{'role': 'user', 'content': 'x'}]} | 400 | model | no_chat_template | no chat template",
            })
    void whatCannotBeChattedIsRefusedClearly(String body, int status, String parameter, String code, String message) {
        refused("/chat/completions", body, status, parameter, code, message);
    }

    private static void refused(String path, String body, int status, String parameter, String code, String message) {
        HttpResponse<String> response = served.post(path, body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode error = json(response).path("error");
        assertThat(error.path("message").asText()).contains(message);
        assertThat(error.path("type").asText()).isEqualTo(status == 500 ? "server_error" : "invalid_request_error");
        assertThat(error.path("param").asText(null)).isEqualTo(parameter);
        assertThat(error.path("code").asText(null)).isEqualTo(code);
    }

    @Test
    void aPromptLongerThanTheContextIsRefused() {
        String body = "{'model': 'tiny', 'prompt': '" + "7 ".repeat(200) + "'}";

        refused("/completions", body, 400, "prompt", "context_length_exceeded", "may have 128 here");
        refused(
                "/completions",
                body.replace("}", ", 'stream': true}"),
                400,
                "prompt",
                "context_length_exceeded",
                "128");
    }

    @Test
    void aBodyThatIsTooLongIsRefused() {
        refused("/completions", "{'prompt': '" + "x".repeat(20_000) + "'}", 413, null, null, "longer than 20000 bytes");
    }

    @Test
    void whereNoModelCanBeLoadedNowTheClientIsToldWhenToAskAgain() {
        try (LoadedModels.Lease one = lease("llama");
                LoadedModels.Lease two = lease("qwen2")) {
            HttpResponse<String> response =
                    served.post("/completions", "{'model': 'plain', 'prompt': 'x', 'stream': true}");

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
            assertThat(json(response).at("/error/code").asText()).isEqualTo("overloaded");
        }
        assertThat(served.post("/completions", "{'model': 'plain', 'prompt': 'x'}")
                        .statusCode())
                .isEqualTo(200);
    }

    private static LoadedModels.Lease lease(String fixture) {
        Path model = ServedStudent.FIXTURES.resolve(fixture);
        return served.models().lease(new CheckpointReference(0, model.toString(), null));
    }

    /** 64 sequences of 2,000 tokens on four slots would take minutes; a full queue would refuse the request after it. */
    @Test
    void aClientThatGoesAwayEndsItsSequences() throws Exception {
        String endless =
                "{'model': 'roomy', 'prompt': 'x', 'n': 64, 'max_tokens': 2000, 'temperature': 2, 'stream': true}";
        HttpResponse<InputStream> response =
                served.client().send(served.request("/completions", endless), BodyHandlers.ofInputStream());
        try (BufferedReader events =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(events.readLine()).startsWith("data: {");
            assertThat(served.post("/completions", "{'model': 'tiny', 'prompt': 'x'}")
                            .statusCode())
                    .isEqualTo(503);
        }

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> served.post("/completions", "{'model': 'roomy', 'prompt': 'x'}")
                                .statusCode()
                        == 200);
    }
}
