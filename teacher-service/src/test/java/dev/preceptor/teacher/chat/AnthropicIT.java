package dev.preceptor.teacher.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.State;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.contracts.specification.TokenPrices;
import dev.preceptor.teacher.Given;
import dev.preceptor.teacher.lesson.Answer;
import dev.preceptor.teaching.PreviousAnswer;
import dev.preceptor.teaching.RefinementRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The backend {@code anthropic} against a server that speaks Anthropic's messages, version 2023-06-01. */
class AnthropicIT extends OverHttp {

    private record Reply(int status, String retryAfter, String body) {}

    private final Queue<Reply> script = new ConcurrentLinkedQueue<>();
    private final List<JsonNode> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<String> headers = Collections.synchronizedList(new ArrayList<>());
    private HttpServer messages;

    @BeforeEach
    void serve() throws IOException {
        messages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        messages.createContext("/v1/messages", this::handle);
        messages.start();
        teacher = restarted();
    }

    @AfterEach
    void close() {
        messages.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(Json.mapper().readTree(exchange.getRequestBody()));
            headers.add(exchange.getRequestHeaders().getFirst("x-api-key") + " "
                    + exchange.getRequestHeaders().getFirst("anthropic-version"));
            Reply reply = script.isEmpty() ? new Reply(200, null, message("max_tokens", 50, 20, 30)) : script.poll();
            if (reply.retryAfter() != null) {
                exchange.getResponseHeaders().set("Retry-After", reply.retryAfter());
            }
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String message(String stopReason, int input, int output, int read) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("id", "msg_1").put("type", "message").put("role", "assistant").put("model", "claude-test-1");
        body.putArray("content").addObject().put("type", "text").put("text", "```python\n" + Given.RIGHT + "```");
        body.put("stop_reason", stopReason);
        body.putObject("usage")
                .put("input_tokens", input)
                .put("output_tokens", output)
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", read);
        return body.toString();
    }

    private static String error(String type, String message) {
        ObjectNode body = Json.mapper().createObjectNode().put("type", "error");
        body.putObject("error").put("type", type).put("message", message);
        return body.toString();
    }

    private String messagesUrl() {
        return "http://localhost:" + messages.getAddress().getPort() + "/v1";
    }

    @Override
    List<String> servers() {
        return messages == null ? super.servers() : List.of(messagesUrl());
    }

    private RefinementRequest request(int timeoutSeconds) {
        return request(
                "t/1",
                TeacherSpecificationBuilder.builder()
                        .backend("anthropic")
                        .baseUrl(messagesUrl())
                        .model("claude-test")
                        .apiKeyEnv("TEACHER_KEY")
                        .pricePerMillionTokens(new TokenPrices(1, 2, 0.1))
                        .budgetUsd(1.0)
                        .requestsPerMinute(60_000)
                        .concurrency(4)
                        .attempts(1)
                        .maxTokens(100)
                        .timeoutSeconds(timeoutSeconds)
                        .build());
    }

    @Test
    void anAnswerComesWithItsTokensAndIsPaidFor() {
        Answer answer = teacher.answer(request(5));

        assertThat(answer.outcome()).isEqualTo(RefinementOutcome.ANSWERED);
        assertThat(answer.code()).isEqualTo(Given.RIGHT.strip());
        assertThat(answer.model()).isEqualTo("claude-test-1");
        assertThat(answer.promptTokens()).isEqualTo(80);
        assertThat(answer.completionTokens()).isEqualTo(20);
        assertThat(answer.bill().costUsd()).isEqualTo(0.000093);
        assertThat(log.entries().get(1).answer().finishReason()).isEqualTo("LENGTH");
        assertThat(log.entries().get(1).answer().cachedTokens()).isEqualTo(30);
    }

    @Test
    void aContextIsCachedByTheServerAndItsWritingIsPaidFor() {
        script.add(new Reply(
                200,
                null,
                message("end_turn", 50, 20, 0)
                        .replace("\"cache_creation_input_tokens\":0", "\"cache_creation_input_tokens\":41")));
        RefinementRequest plain = request(5);
        RefinementRequest withContext = request("t/1", plain.teacher().withContext("# parcel\n`weigh(x)`: grams"));

        teacher.answer(withContext);

        JsonNode system = requests.get(0).path("system").path(0);
        assertThat(system.path("text").asText()).contains("`weigh(x)`: grams").endsWith("without explanations.");
        assertThat(system.at("/cache_control/type").asText()).isEqualTo("ephemeral");
        // 50 tokens, and 41 for which a quarter more is paid, at 1 USD per million; 20 tokens of the answer at 2 USD.
        assertThat(log.entries().get(1).costUsd()).isEqualTo((50 + 52 + 2 * 20) / 1e6);
        teacher.answer(plain);
        assertThat(requests.get(1).toString()).doesNotContain("cache_control");
    }

    @Test
    void theRequestIsAMessageOfTheProtocol() {
        teacher.answer(request(5));

        JsonNode request = requests.get(0);
        assertThat(request.path("model").asText()).isEqualTo("claude-test");
        assertThat(request.path("max_tokens").asInt()).isEqualTo(100);
        assertThat(request.path("temperature").asDouble(-1)).isZero();
        assertThat(request.path("system").toString()).contains("You teach Python");
        assertThat(request.path("messages").path(0).path("role").asText()).isEqualTo("user");
        assertThat(request.path("messages").toString()).contains("n + 2");
        assertThat(headers).containsExactly(KEY + " 2023-06-01");
    }

    @Test
    void theRestThatABusyServerAsksForIsKept() {
        script.add(new Reply(429, "7", error("rate_limit_error", "slow down")));

        assertThat(teacher.answer(request(5)).outcome()).isEqualTo(RefinementOutcome.ANSWERED);
        assertThat(states()).containsExactly(State.RESERVED, State.FAILED, State.RESERVED, State.ANSWERED);
        assertThat(shutdown.delays.get(shutdown.delays.size() - 1))
                .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(7));
    }

    @Test
    void anOverloadedServerIsAskedAgainAndARefusalIsNot() {
        script.add(new Reply(529, null, error("overloaded_error", "Overloaded")));
        script.add(new Reply(401, null, error("authentication_error", "invalid x-api-key " + KEY)));

        Answer answer = teacher.answer(request(5));

        assertThat(requests).hasSize(2);
        assertThat(answer.outcome()).isEqualTo(RefinementOutcome.FAULTED);
        assertThat(answer.detail())
                .contains("set TEACHER_KEY to a valid one", "(401)")
                .doesNotContain(KEY);
        assertThat(log.entries())
                .extracting(TeacherCall::state)
                .containsExactly(State.RESERVED, State.FAILED, State.RESERVED, State.FAILED);
        assertThat(log.entries().get(1).costUsd())
                .isPositive()
                .isEqualTo(log.entries().get(0).greatestCostUsd());
        assertThat(log.entries().get(3).costUsd()).isZero();
    }

    @Test
    void whatIsNoMessageMayHaveBeenBilled() {
        script.add(new Reply(200, null, "{\"type\": "));

        assertThat(teacher.answer(request(5)).outcome()).isEqualTo(RefinementOutcome.ANSWERED);
        assertThat(log.entries().get(1).state()).isEqualTo(State.FAILED);
        assertThat(log.entries().get(1).costUsd())
                .isEqualTo(log.entries().get(0).greatestCostUsd());
    }

    private static String message(String content, String stopReason, int input, int output) {
        return "{\"id\": \"msg_1\", \"type\": \"message\", \"role\": \"assistant\", \"model\": \"claude-test-1\", \"content\": ["
                + content
                + "], \"stop_reason\": \"" + stopReason + "\", \"usage\": {\"input_tokens\": " + input
                + ", \"output_tokens\": " + output
                + "}}";
    }

    private static String text(String text) {
        return Json.mapper()
                .createObjectNode()
                .put("type", "text")
                .put("text", text)
                .toString();
    }

    private static String thinking() {
        return Json.mapper()
                .createObjectNode()
                .put("type", "thinking")
                .put("thinking", "```python\ndef double(n):\n    return n ** 2\n```")
                .put("signature", "s")
                .toString();
    }

    @Test
    void thinkingIsNotTheAnswer() {
        script.add(new Reply(
                200, null, message(thinking() + ", " + text("```python\n" + Given.RIGHT + "```"), "end_turn", 50, 20)));

        assertThat(teacher.answer(request(5)).code()).isEqualTo(Given.RIGHT.strip());
    }

    @Test
    void anAnswerThatIsCutWhileThinkingSaysSo() {
        script.add(new Reply(200, null, message(thinking(), "max_tokens", 50, 100)));

        Answer answer = teacher.answer(request(5));

        assertThat(answer.outcome()).isEqualTo(RefinementOutcome.NO_CODE);
        assertThat(answer.detail()).contains("cut at teacher.maxTokens (100)");
        assertThat(answer.bill().costUsd()).isPositive();
    }

    @Test
    void aRefusalOfTheModelAndACallOfAToolSaySo() {
        script.add(new Reply(200, null, message("", "refusal", 50, 1)));
        script.add(new Reply(
                200,
                null,
                message("{\"type\": \"tool_use\", \"id\": \"t\", \"name\": \"f\", \"input\": {}}", "tool_use", 50, 9)));

        assertThat(teacher.answer(request(5)).detail()).contains("may refuse");
        assertThat(teacher.answer(request(5).next(new PreviousAnswer(null, "none")))
                        .detail())
                .contains("called a tool");
    }

    @Test
    void zerosForAnAnswerCountAtItsGreatestCost() {
        script.add(new Reply(200, null, message(text("```python\n" + Given.RIGHT + "```"), "end_turn", 0, 0)));

        assertThat(teacher.answer(request(5)).bill().costUsd())
                .isPositive()
                .isEqualTo(log.entries().get(0).greatestCostUsd());
    }

    @Test
    void anErrorOrAPageOfStatus200IsARefusalThatIsFree() {
        script.add(new Reply(200, null, error("not_found_error", "no such model")));
        script.add(new Reply(200, null, "<html><title>Log in</title></html>"));

        assertThat(teacher.answer(request(5)).detail()).contains("(404): no such model");
        assertThat(teacher.answer(request(6)).detail()).contains("a web page titled 'Log in'");
        assertThat(requests).hasSize(2);
        assertThat(spent()).isZero();
    }

    @Test
    void aStreamThatNobodyAskedForIsAskedForOnceMore() {
        String stream = "event: message_start\ndata: {\"type\": \"message_start\"}\n\n";
        script.add(new Reply(200, null, stream));
        script.add(new Reply(200, null, stream));

        assertThat(teacher.answer(request(5)).detail()).contains("no message of Anthropic's");
        assertThat(requests).hasSize(2);
    }
}
