package dev.preceptor.student.endpoint;

import static dev.preceptor.student.endpoint.ServedStudent.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The endpoint with models whose tokenizers and chat templates differ from the llama's. */
class StudentKindsIT {

    private static final Path STUDENTS = ServedStudent.FIXTURES.resolveSibling("students");

    @TempDir
    static Path folder;

    private static ServedStudent served;

    @BeforeAll
    static void serve() {
        served = new ServedStudent(
                folder,
                Map.of(
                        "serve.models.thinking", STUDENTS.resolve("qwen3").toString(),
                        "serve.models.spaces", STUDENTS.resolve("codellama").toString()));
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    @Test
    void aRequestsTemplateVariablesAreRendered() {
        String body = "{'model': 'thinking', 'messages': [{'role': 'user', 'content': 'x'}], 'max_tokens': 1%s}";

        int plain = promptTokens(served.post("/chat/completions", body.formatted("")));
        int unthinking = promptTokens(served.post(
                "/chat/completions", body.formatted(", 'chat_template_kwargs': {'enable_thinking': false}")));

        try (Tokenizer tokenizer = Tokenizer.load(STUDENTS.resolve("qwen3"))) {
            String prompt = "<|im_start|>user\nx<|im_end|>\n<|im_start|>assistant\n";
            assertThat(plain).isEqualTo(tokenizer.encode(prompt).length);
            assertThat(unthinking).isEqualTo(tokenizer.encode(prompt + "<think>\n\n</think>\n\n").length);
        }
        HttpResponse<String> wrong = served.post("/chat/completions", body.formatted(", 'chat_template_kwargs': 1"));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(json(wrong).at("/error/param").asText()).isEqualTo("chat_template_kwargs");
    }

    private static int promptTokens(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response).at("/usage/prompt_tokens").asInt();
    }

    /** The first token of a completion keeps its space, whole and in pieces. */
    @Test
    void textIsDecodedAfterThePrompt() throws IOException {
        int spaced = 0;
        for (int seed = 0; seed < 20; seed++) {
            String body =
                    "{'model': 'spaces', 'prompt': 'def f(n):', 'max_tokens': 6, 'temperature': 1.5, 'seed': " + seed;
            String whole = json(served.post("/completions", body + "}"))
                    .at("/choices/0/text")
                    .asText();
            StringBuilder pieces = new StringBuilder();
            for (String event : served.post("/completions", body + ", 'stream': true}")
                    .body()
                    .split("\n\n")) {
                if (!event.endsWith("[DONE]")) {
                    JsonNode chunk = Json.mapper().readTree(event.substring("data: ".length()));
                    pieces.append(chunk.at("/choices/0/text").asText());
                }
            }
            assertThat(pieces).hasToString(whole);
            spaced += whole.startsWith(" ") ? 1 : 0;
        }
        assertThat(spaced).isPositive();
    }
}
