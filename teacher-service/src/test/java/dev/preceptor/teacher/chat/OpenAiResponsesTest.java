package dev.preceptor.teacher.chat;

import static dev.preceptor.teacher.chat.FakeChatServer.response;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.State;
import dev.preceptor.teacher.Given;
import dev.preceptor.teacher.lesson.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses as servers and gateways really send them: what they mean, what they cost, and whether another request follows. */
class OpenAiResponsesTest extends OverHttp {

    private static final String JSON = "application/json";
    private static final String FENCED = "```python\n" + FakeChatServer.PROGRAM + "\n```";
    private static final double BILLED = 0.00009;

    private static String quoted(String text) {
        return Json.mapper().getNodeFactory().textNode(text).toString();
    }

    /** A response with this message; 50 and 20 tokens. */
    private static String completion(String message, String finishReason) {
        return "{\"model\": \"m\", \"choices\": [{\"finish_reason\": \"" + finishReason + "\", \"message\": " + message
                + "}], \"usage\": {\"prompt_tokens\": 50, \"completion_tokens\": 20}}";
    }

    private static String contents(String content) {
        return completion("{\"role\": \"assistant\", \"content\": " + content + "}", "stop");
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A response in pieces, of no length that is known before ({@code Transfer-Encoding: chunked}). */
    private static FakeChatServer.Reply chunked(String body) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", JSON);
            exchange.sendResponseHeaders(200, 0);
            for (String piece : body.split("(?<=[ ,])")) {
                exchange.getResponseBody().write(piece.getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
        };
    }

    private static String event(String data) {
        return "data: " + data + "\n\n";
    }

    private static String stream(boolean ends) {
        StringBuilder stream = new StringBuilder(": keep-alive\n\n");
        stream.append(
                event(
                        "{\"model\": \"m\", \"choices\": [{\"delta\": {\"role\": \"assistant\", \"reasoning_content\": \"Hm.\"}}]}"));
        for (String part : FENCED.split("(?<= )")) {
            stream.append(event("{\"choices\": [{\"delta\": {\"content\": " + quoted(part) + "}}]}"));
        }
        if (ends) {
            stream.append(event("{\"choices\": [{\"delta\": {}, \"finish_reason\": \"stop\"}]}"))
                    .append(event("{\"choices\": [], \"usage\": {\"prompt_tokens\": 50, \"completion_tokens\": 20}}"))
                    .append(event("[DONE]"));
        }
        return stream.toString();
    }

    static Stream<Arguments> answers() {
        String text = quoted(FENCED);
        String think = quoted("```python\ndef double(n):\n    return n ** 2\n```");
        return Stream.of(
                Arguments.of("a text", response(200, JSON, contents(text))),
                Arguments.of(
                        "parts",
                        response(
                                200,
                                JSON,
                                contents("[{\"type\": \"thinking\", \"thinking\": " + think
                                        + "}, {\"type\": \"text\", \"text\": " + text + "}]"))),
                Arguments.of(
                        "parts in parts",
                        response(
                                200,
                                JSON,
                                contents("[{\"type\": \"thinking\", \"thinking\": [{\"type\": \"text\", \"text\": "
                                        + think + "}]}, {\"type\": \"output_text\", \"text\": " + text + "}]"))),
                Arguments.of("a list of texts", response(200, JSON, contents("[\"So:\\n\", " + text + "]"))),
                Arguments.of("one part", response(200, JSON, contents("{\"type\": \"text\", \"text\": " + text + "}"))),
                Arguments.of(
                        "reasoning beside the text",
                        response(
                                200,
                                JSON,
                                completion(
                                        "{\"content\": " + text + ", \"reasoning_content\": " + think + "}", "stop"))),
                Arguments.of(
                        "the whole answer as reasoning",
                        response(
                                200,
                                JSON,
                                completion(
                                        "{\"content\": null, \"reasoning_content\": "
                                                + quoted("```python\ndef double(n):\n    return 3\n```\nNo:\n" + FENCED)
                                                + "}",
                                        "stop"))),
                Arguments.of(
                        "an error of null",
                        response(200, JSON, contents(text).replaceFirst("\\{", "{\"error\": null, "))),
                Arguments.of(
                        "\\r\\n in the program", response(200, JSON, contents(quoted(FENCED.replace("\n", "\r\n"))))),
                Arguments.of("blank lines before the JSON", response(200, JSON, "\n\n  \n" + contents(text))),
                Arguments.of("a stream", response(200, "text/event-stream", stream(true))),
                Arguments.of(
                        "a stream that says it is JSON",
                        response(200, JSON, stream(true).substring(": keep-alive\n\n".length()))),
                Arguments.of(
                        "gzip",
                        response(200, Map.of("Content-Type", JSON, "Content-Encoding", "gzip"), gzip(contents(text)))),
                Arguments.of(
                        "gzip without a header", response(200, Map.of("Content-Type", JSON), gzip(contents(text)))),
                Arguments.of("a byte order mark", response(200, JSON, "\uFEFF" + contents(text))),
                Arguments.of(
                        "a byte order mark in gzip",
                        response(200, Map.of("Content-Encoding", "gzip"), gzip("\uFEFF" + contents(text)))),
                Arguments.of(
                        "a comma behind the last element",
                        response(200, JSON, contents(text).replace("}]", "},]").replaceFirst("}}$", "},}"))),
                Arguments.of("line breaks in the text", response(200, JSON, contents(text.replace("\\n", "\n")))),
                Arguments.of("pieces", chunked(contents(text))),
                Arguments.of(
                        "UTF-16",
                        response(
                                200,
                                Map.of("Content-Type", "application/json; charset=utf-16"),
                                contents(text).getBytes(StandardCharsets.UTF_16))),
                Arguments.of(
                        "a choice that says no reason",
                        response(
                                200,
                                JSON,
                                completion("{\"content\": " + text + "}", "")
                                        .replace("\"finish_reason\": \"\"", "\"finish_reason\": null"))),
                Arguments.of(
                        "events of another name and comments",
                        response(
                                200,
                                "text/event-stream; charset=utf-8",
                                "retry: 10\nid: 1\nevent: chunk\n" + stream(true))),
                Arguments.of(
                        "events with \\r\\n",
                        response(200, "text/event-stream", stream(true).replace("\n", "\r\n"))),
                Arguments.of(
                        "input_tokens",
                        response(
                                200,
                                JSON,
                                contents(text)
                                        .replace("prompt_tokens", "input_tokens")
                                        .replace("completion_tokens", "output_tokens"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void isAnAnswer(String what, FakeChatServer.Reply reply) {
        server.then(reply);

        Answer answer = teacher.answer(request(1));

        assertThat(answer.outcome()).as(answer.detail()).isEqualTo(RefinementOutcome.ANSWERED);
        assertThat(answer.code()).isEqualTo(FakeChatServer.PROGRAM);
        assertThat(answer.bill().costUsd()).isEqualTo(BILLED);
        assertThat(server.requests()).hasSize(1);
        assertThat(restarted().answer(request(1))).isEqualTo(answer);
        assertThat(server.requests()).hasSize(1);
    }

    static Stream<Arguments> answersWithoutProgram() {
        return Stream.of(
                Arguments.of(
                        "cut at teacher.maxTokens (100), within the model's reasoning",
                        completion(
                                "{\"content\": null, \"reasoning_content\": \"Hm, ```python\\ndef double(n): return 3\\n```\"}",
                                "length")),
                Arguments.of("cut at teacher.maxTokens (100)", completion("{\"content\": null}", "length")),
                Arguments.of(
                        "cut at teacher.maxTokens (100)",
                        completion("{\"content\": \"\", \"reasoning\": \"Hm\"}", "length")),
                Arguments.of("within the model's reasoning", completion("{\"content\": \"<think>Hm\"}", "length")),
                Arguments.of(
                        "within its program",
                        completion("{\"content\": \"```python\\ndef double(n):\\n    return (2\"}", "length")),
                Arguments.of(
                        "The model refused: I must not.",
                        completion("{\"content\": null, \"refusal\": \"I must\\nnot.\"}", "stop")),
                Arguments.of(
                        "The model refused: No.",
                        completion("{\"content\": [{\"type\": \"refusal\", \"refusal\": \"No.\"}]}", "stop")),
                Arguments.of(
                        "called a tool ('run_python')",
                        completion(
                                "{\"content\": null, \"tool_calls\": [{\"function\": {\"name\": \"run_python\", \"arguments\": \"{}\"}}]}",
                                "tool_calls")),
                Arguments.of(
                        "called a tool ('f')",
                        completion("{\"content\": null, \"function_call\": {\"name\": \"f\"}}", "function_call")),
                Arguments.of("content filter", completion("{\"content\": \"\"}", "content_filter")),
                Arguments.of("diff", contents(quoted("```diff\n-    return n + 2\n+    return n * 2\n```"))),
                Arguments.of("javascript", contents(quoted("```javascript\nconst double = n => 2 * n\n```"))),
                Arguments.of("held no program", contents("\"I cannot.\"")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersWithoutProgram")
    void isPaidForAndSaysWhyItHoldsNoProgram(String why, String body) {
        server.then(response(200, JSON, body));

        Answer answer = teacher.answer(request(1));

        assertThat(answer.outcome()).isEqualTo(RefinementOutcome.NO_CODE);
        assertThat(answer.detail()).contains(why);
        assertThat(answer.detail().lines()).hasSize(1);
        assertThat(answer.bill().costUsd()).isEqualTo(BILLED);
        assertThat(server.requests()).hasSize(1);
        assertThat(restarted().answer(request(1)).detail()).isEqualTo(answer.detail());
    }

    @ParameterizedTest
    @CsvSource({"utf-8, UTF-8", "iso-8859-1, UTF-8", "us-ascii, UTF-8", "iso-8859-1, ISO-8859-1", "unknown-8, UTF-8"})
    void lettersBeyondAsciiAreReadAsTheyWereWritten(String labelled, String written) {
        String program = "def double(n):\n    return 'é' * n";
        server.then(response(
                200,
                Map.of("Content-Type", "application/json; charset=" + labelled),
                contents(quoted("```python\n" + program + "\n```")).getBytes(Charset.forName(written))));

        assertThat(teacher.answer(request(1)).code()).isEqualTo(program);
    }

    @Test
    void aProgramThatIsWholeBeforeTheCutCounts() {
        server.then(response(
                200,
                JSON,
                completion(
                        "{\"content\": " + quoted("```python\n" + FakeChatServer.PROGRAM + "\n\nprint(dou") + "}",
                        "length")));

        assertThat(teacher.answer(request(1)).code()).isEqualTo(FakeChatServer.PROGRAM);
    }

    @Test
    void theStudentsProgramInTheAnswerIsNotTheCorrection() {
        server.then(server.answer("You wrote\n```python\n" + Given.WRONG + "```\nwhich should be\n" + FENCED, 50, 20));
        server.then(
                server.answer(FENCED + "\nin place of\n```python\n" + Given.WRONG + "# your program\n```\n", 50, 20));

        assertThat(teacher.answer(request(1)).code()).isEqualTo(FakeChatServer.PROGRAM);
        assertThat(teacher.answer(request("t/2", Given.openAi(server.baseUrl(), null, 1, 1)))
                        .code())
                .isEqualTo(FakeChatServer.PROGRAM);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(404, "{\"error\": {\"code\": 404, \"message\": \"no such model\"}}", "no such model"),
                Arguments.of(404, "{\"error\": {\"code\": \"404\", \"message\": \"no such model\"}}", "no such model"),
                Arguments.of(
                        404,
                        "{\"error\": {\"code\": \"model_not_found\", \"message\": \"no such model\"}}",
                        "no such model"),
                Arguments.of(
                        401,
                        "{\"error\": {\"type\": \"authentication_error\", \"message\": \"bad key " + KEY + "\"}}",
                        "bad key (key)"),
                Arguments.of(
                        400,
                        "{\"error\": {\"code\": \"context_length_exceeded\", \"message\": \"too long\"}}",
                        "too long"),
                Arguments.of(400, "{\"error\": \"model is not loaded\"}", "model is not loaded"),
                Arguments.of(403, "{\"error\": true, \"code\": 403, \"message\": \"not for you\"}", "not for you"),
                Arguments.of(
                        400,
                        "{\"object\": \"error\", \"message\": \"bad\", \"type\": \"BadRequestError\", \"code\": 400}",
                        "bad"),
                Arguments.of(400, "{\"detail\": \"Not allowed\"}", "Not allowed"),
                Arguments.of(
                        402, "{\"choices\": [{\"error\": {\"code\": 402, \"message\": \"pay first\"}}]}", "pay first"),
                Arguments.of(
                        404, "data: {\"error\": {\"code\": 404, \"message\": \"no such model\"}}\n\n", "no such model"),
                Arguments.of(404, "[{\"error\": {\"code\": 404, \"message\": \"no such model\"}}]", "no such model"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("refusals")
    void anErrorInASuccessIsARefusalThatIsFreeAndFinal(int status, String body, String words) {
        server.then(response(200, JSON, body));

        Answer answer = teacher.answer(request(1));

        assertThat(answer.outcome()).isEqualTo(RefinementOutcome.FAULTED);
        assertThat(answer.detail()).contains("(" + status + "): " + words).doesNotContain(KEY);
        assertThat(answer.detail().lines()).hasSize(1);
        assertThat(server.requests()).hasSize(1);
        assertThat(spent()).isZero();
    }

    @Test
    void anErrorInASuccessCountsAsItsCodeSays() {
        server.then(
                response(
                        200,
                        Map.of("retry-after", "3"),
                        "{\"error\": {\"code\": 429, \"message\": \"slow\"}}".getBytes(StandardCharsets.UTF_8)),
                response(200, JSON, "{\"error\": {\"code\": 502, \"message\": \"upstream\"}}"));

        assertThat(teacher.answer(request(1)).outcome()).isEqualTo(RefinementOutcome.ANSWERED);
        assertThat(states())
                .containsExactly(
                        State.RESERVED, State.FAILED, State.RESERVED, State.FAILED, State.RESERVED, State.ANSWERED);
        assertThat(log.entries().get(1).costUsd()).isZero();
        TeacherCall upstream = log.entries().get(3);
        assertThat(upstream.costUsd()).isEqualTo(upstream.greatestCostUsd()).isPositive();
    }

    @Test
    void anErrorAfterTokensWereCountedMayBeBilled() {
        server.then(
                response(
                        200,
                        JSON,
                        "{\"choices\": [{\"error\": {\"code\": 400, \"message\": \"stopped\"}}], \"usage\": {\"prompt_tokens\": 50, \"completion_tokens\": 7}}"));

        assertThat(teacher.answer(request(1)).outcome()).isEqualTo(RefinementOutcome.FAULTED);
        assertThat(log.entries().get(1).costUsd())
                .isEqualTo(log.entries().get(0).greatestCostUsd());
    }

    @ParameterizedTest
    @CsvSource({
        "text/html, '<!DOCTYPE html><html><head><title>Log\n in</title></head></html>', 'a web page titled ''Log in'''",
        "text/plain, '<html><body><h1>Welcome <b>here</b></h1></body></html>', 'a web page titled ''Welcome here'''",
        "text/html, '<p>Hello</p>', a web page without a title"
    })
    void aWebPageInPlaceOfAnAnswerIsFreeAndFinal(String type, String body, String words) {
        server.then(response(200, type, body));

        Answer answer = teacher.answer(request(1));

        assertThat(answer.outcome()).isEqualTo(RefinementOutcome.FAULTED);
        assertThat(answer.detail()).contains(words, "teacher.baseUrl");
        assertThat(server.requests()).hasSize(1);
        assertThat(spent()).isZero();
    }

    @Test
    void aWebPageOfAGatewayCountsAsItsStatusSays() {
        String page = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>";
        for (int i = 0; i < 4; i++) {
            server.then(response(502, "text/html", page));
        }

        Answer answer = teacher.answer(request(1));

        assertThat(answer.detail()).contains("4 requests", "(502): a web page titled '502 Bad Gateway'");
        assertThat(server.requests()).hasSize(4);
        assertThat(log.entries().get(1).costUsd())
                .isEqualTo(log.entries().get(0).greatestCostUsd());
    }

    static Stream<Arguments> unreadable() {
        String whole = contents(quoted(FENCED));
        byte[] zipped = gzip(whole);
        return Stream.of(
                Arguments.of(
                        "the response ends within its JSON",
                        response(200, JSON, whole.substring(0, whole.length() / 2))),
                Arguments.of("the response is empty", response(200, JSON, "")),
                Arguments.of("the response is no JSON", response(200, JSON, "OK, will do")),
                Arguments.of("the response holds no message", response(200, JSON, "{\"choices\": []}")),
                Arguments.of("a stream that ends too early", response(200, "text/event-stream", stream(false))),
                Arguments.of(
                        "the response ends within its JSON",
                        response(
                                200,
                                Map.of("Content-Encoding", "gzip"),
                                java.util.Arrays.copyOf(zipped, zipped.length - 12))),
                Arguments.of(
                        "compressed as 'br'",
                        response(200, Map.of("Content-Encoding", "br"), new byte[] {1, 2, 3, 4})));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadable")
    void whatCannotBeReadMayBeBilledAndIsAskedForOnceMore(String why, FakeChatServer.Reply reply) {
        server.then(reply, reply);

        Answer answer = teacher.answer(request(1));

        assertThat(answer.outcome()).isEqualTo(RefinementOutcome.FAULTED);
        assertThat(answer.detail()).contains(why, server.baseUrl());
        assertThat(server.requests()).hasSize(2);
        assertThat(log.entries())
                .filteredOn(entry -> entry.state() == State.FAILED)
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry.costUsd()).isEqualTo(entry.greatestCostUsd()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"prompt_tokens\": 0, \"completion_tokens\": 0, \"total_tokens\": 0}",
                "{\"prompt_tokens\": 0, \"completion_tokens\": 20}",
                "{\"prompt_tokens\": 50, \"completion_tokens\": 0}",
                "{\"prompt_tokens\": -1, \"completion_tokens\": 20}",
                "{\"total_tokens\": 70}",
                "null"
            })
    void aCountThatCannotBeTrueIsReplacedByTheGreatestCost(String usage) {
        server.then(response(
                200, JSON, contents(quoted(FENCED)).replaceFirst("\"usage\": \\{.*?}", "\"usage\": " + usage)));

        Answer answer = teacher.answer(request(1));

        assertThat(answer.outcome()).isEqualTo(RefinementOutcome.ANSWERED);
        assertThat(answer.bill().costUsd())
                .isPositive()
                .isEqualTo(log.entries().get(0).greatestCostUsd());
        assertThat(log.entries().get(1).unknownUsd()).isEqualTo(answer.bill().costUsd());
    }

    @Test
    void anEmptyAnswerMayHaveNoTokens() {
        server.then(server.answer("", 50, 0));

        assertThat(teacher.answer(request(1)).bill().costUsd()).isEqualTo(0.00005);
    }

    static Stream<Arguments> parameterRefusals() {
        return Stream.of(
                Arguments.of(
                        400,
                        "{\"error\": {\"message\": \"Unsupported parameter: 'max_tokens' is not supported with this model.\", \"param\": null}}",
                        true,
                        false),
                Arguments.of(
                        400,
                        "{\"error\": {\"message\": \"Use 'max_completion_tokens', not 'max_tokens'.\", \"param\": \"max_tokens\"}}",
                        true,
                        false),
                Arguments.of(
                        400,
                        "{\"error\": {\"message\": \"'temperature' does not support 0 with this model.\"}}",
                        false,
                        true),
                Arguments.of(
                        400,
                        "{\"error\": {\"message\": \"max_tokens and temperature are not supported\", \"param\": null}}",
                        true,
                        true),
                Arguments.of(
                        422,
                        "{\"detail\": [{\"loc\": [\"body\", \"max_tokens\"], \"msg\": \"Extra inputs are not permitted\"}]}",
                        true,
                        false),
                Arguments.of(
                        200,
                        "{\"error\": {\"code\": 400, \"message\": \"max_tokens is not supported\"}}",
                        true,
                        false));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("parameterRefusals")
    void aParameterThatIsRefusedIsLeftOutTheNextTime(int status, String body, boolean maxTokens, boolean temperature) {
        server.then(response(status, JSON, body));

        assertThat(teacher.answer(request(1)).outcome()).isEqualTo(RefinementOutcome.ANSWERED);
        assertThat(server.requests()).hasSize(2);
        var second = server.requests().get(1);
        assertThat(second.has("max_tokens")).isEqualTo(!maxTokens);
        assertThat(second.path("max_completion_tokens").asInt()).isEqualTo(maxTokens ? 100 : 0);
        assertThat(second.has("temperature")).isEqualTo(!temperature);
        assertThat(log.entries().get(1).costUsd()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max_tokens is too large: 100. This model allows at most 64 completion tokens.",
                "the prompt is unsupported",
                "temperature must be at least 1"
            })
    void aRefusalOfAValueIsNotAboutTheParameter(String message) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.putObject("error").put("message", message);
        server.then(response(400, JSON, body.toString()));

        assertThat(teacher.answer(request(1)).detail()).contains(message);
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "retry-after-ms, 1500, 1500",
        "Retry-After, 2, 2000",
        "x-ratelimit-reset-requests, 6s, 6000",
        "x-ratelimit-reset-tokens, 1m2.5s, 62500",
        "x-ratelimit-reset-tokens, 250ms, 250",
        "x-ratelimit-reset, 9, 9000"
    })
    void theDelayThatAServerAsksForIsKept(String header, String value, long millis) {
        server.then(response(
                429, Map.of(header, value), "{\"error\": {\"message\": \"slow\"}}".getBytes(StandardCharsets.UTF_8)));

        assertThat(teacher.answer(request(1)).outcome()).isEqualTo(RefinementOutcome.ANSWERED);
        assertThat(shutdown.delays.get(shutdown.delays.size() - 1))
                .isGreaterThan(Duration.ZERO)
                .isLessThanOrEqualTo(Duration.ofMillis(millis));
    }
}
