package dev.preceptor.run.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.run.Runs;
import dev.preceptor.run.api.InvalidRequestException;
import dev.preceptor.run.api.TooLargeException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EndpointCallTest {

    private static final CompletionRequest REQUEST = new CompletionRequest("Write f(n).", 20, 0.5, 7L);

    private static StudentSpecification student(String settings) {
        return Runs.with(Runs.run(Method.PERSD, 1, 1, 1), "{'student': {'model': 'tiny'" + settings + "}}")
                .specification()
                .student();
    }

    private static JsonNode body(EndpointCall call) {
        try {
            return Json.mapper().readTree(call.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(call.body(), e);
        }
    }

    /** The prompt of a task with the same text. */
    private static StudentPrompt prompt() {
        return StudentPrompt.forTask(Runs.task("t").with(task -> task.prompt("Write f(n).")));
    }

    @Test
    void theStudentGetsThePromptAsOfATask() {
        EndpointCall call =
                EndpointCall.of("checkpoint:a", student(", 'systemPrompt': 'Be brief.', 'stop': ['END']"), REQUEST);

        assertThat(call.path()).isEqualTo("/v1/chat/completions");
        JsonNode body = body(call);
        assertThat(body.path("model").asText()).isEqualTo("checkpoint:a");
        assertThat(body.at("/messages/0/role").asText()).isEqualTo("system");
        assertThat(body.at("/messages/0/content").asText()).isEqualTo("Be brief.");
        assertThat(body.at("/messages/1/content").asText()).isEqualTo(prompt().asMessage());
        assertThat(body.path("stream").asBoolean()).isTrue();
        assertThat(body.path("max_tokens").asInt()).isEqualTo(20);
        assertThat(body.path("temperature").asDouble()).isEqualTo(0.5);
        assertThat(body.path("seed").asInt()).isEqualTo(7);
        assertThat(body.at("/stop/0").asText()).isEqualTo("END");
    }

    @Test
    void aStudentThatContinuesTextGetsText() {
        EndpointCall call = EndpointCall.of("checkpoint:a", student(", 'prompt': 'completion'"), REQUEST);

        assertThat(call.path()).isEqualTo("/v1/completions");
        assertThat(body(call).path("prompt").asText()).isEqualTo(prompt().asText());
        assertThat(call.mayContinueText()).isFalse();
    }

    @Test
    void onlyWhereTheSpecificationSaysNothingIsTextTriedAfterAChat() {
        assertThat(EndpointCall.of("m", student(""), REQUEST).mayContinueText()).isTrue();
        assertThat(EndpointCall.of("m", student(""), REQUEST).continuingText().path())
                .isEqualTo("/v1/completions");
        assertThat(EndpointCall.of("m", student(", 'prompt': 'chat'"), REQUEST).mayContinueText())
                .isFalse();
    }

    @Test
    void aRequestThatCannotBeUsedSaysWhy() {
        assertThat(read("{\"prompt\": \"p\"}")).isEqualTo(new CompletionRequest("p", 256, 0.0, null));
        refused("{\"prompt\": \" \"}", "prompt: is missing");
        refused("{\"prompt\": \"p\", \"maxTokens\": 0}", "maxTokens: is 0, but must be from 1 to 4096");
        refused("{\"prompt\": \"p\", \"temperature\": 2.5}", "temperature: is 2.5, but must be from 0 to 2");
        refused("{\"prompt\": \"p\", \"seed\": \"x\"}", "the body is no request for a completion");
        refused("{", "the body is no request for a completion");
        refused("", "the body is no request for a completion");
        refused("null", "the body is missing");
        assertThatThrownBy(() -> read("\"" + "x".repeat(1 << 20) + "\"")).isInstanceOf(TooLargeException.class);
    }

    private static CompletionRequest read(String body) {
        return CompletionRequest.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static void refused(String body, String words) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(words)
                .hasMessageNotContaining("\n");
    }
}
