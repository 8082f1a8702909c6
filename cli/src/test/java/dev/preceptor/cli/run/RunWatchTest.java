package dev.preceptor.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.report.RunRequest;
import dev.preceptor.contracts.report.StageProgress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunWatchTest {

    private static final String RUNNING =
            """
            {"runId": "r-1", "state": "RUNNING", "progress": [{"stage": "practice-1", "done": %d, "total": 3}]}""";
    private static final String FINISHED =
            """
            {"runId": "r-1", "state": "FINISHED", "progress": [], "somethingNew": 1}""";

    private record Answer(int status, String body, String link) {
        Answer(int status, String body) {
            this(status, body, null);
        }
    }

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();
    private final List<Integer> done = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.getRequestBody().readAllBytes();
            Answer answer = answers.size() > 1 ? answers.poll() : answers.peek();
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            if (answer.link() != null) {
                exchange.getResponseHeaders().set("Link", answer.link());
            }
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private RunWatch watch(Duration patience) {
        return new RunWatch(
                new RunClient(
                        URI.create("http://localhost:" + server.getAddress().getPort() + "/")),
                stages -> stages.stream().map(StageProgress::done).forEach(done::add),
                new OutageRetry(Duration.ofMillis(1), patience));
    }

    private RunClient client(String token) {
        return new RunClient(
                URI.create("http://localhost:" + server.getAddress().getPort()),
                ServerToken.of(token, Map.of("PRECEPTOR_TOKEN", "")));
    }

    private static RunRequest request() {
        return new RunRequest(null, List.of(), List.of(), null);
    }

    @Test
    void aRunWhoseLedgerIsOnTheWayIsWaitedFor() {
        answers.add(new Answer(201, RUNNING.formatted(0)));
        answers.add(new Answer(404, "{\"error\": \"there is no run 'r-1'; GET /runs lists those there are\"}"));
        answers.add(new Answer(200, FINISHED));

        RunReport report = watch(Duration.ofSeconds(30)).toTheEnd(request());

        assertThat(report.state()).isEqualTo(Run.State.FINISHED);
    }

    @Test
    void showsProgressUntilTheRunHasEnded() {
        answers.add(new Answer(201, RUNNING.formatted(0)));
        answers.add(new Answer(200, RUNNING.formatted(2)));
        answers.add(new Answer(200, FINISHED));

        RunReport report = watch(Duration.ofSeconds(30)).toTheEnd(request());

        assertThat(report.state()).isEqualTo(Run.State.FINISHED);
        assertThat(done).containsExactly(0, 2);
        assertThat(requests).containsExactly("POST /runs", "GET /runs/r-1", "GET /runs/r-1");
    }

    @Test
    void aRunThatHadEndedIsNotWaitedFor() {
        answers.add(new Answer(200, FINISHED));

        assertThat(watch(Duration.ofSeconds(30)).toTheEnd(request()).runId()).isEqualTo("r-1");
        assertThat(requests).containsExactly("POST /runs");
    }

    @Test
    void waitsForAServerThatIsAwayForAWhile() {
        answers.add(new Answer(503, ""));
        answers.add(new Answer(200, RUNNING.formatted(1)));
        answers.add(new Answer(500, "{\"error\": \"rebalancing\"}"));
        answers.add(new Answer(200, FINISHED));

        assertThat(watch(Duration.ofSeconds(30)).toTheEnd(request()).state()).isEqualTo(Run.State.FINISHED);
    }

    @Test
    void givesUpOnAServerThatStaysAway() {
        server.stop(0);

        assertThatThrownBy(() -> watch(Duration.ofMillis(20)).toTheEnd(request()))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("no answer from http://localhost:");
    }

    @Test
    void passesOnWhatTheServerRefuses() {
        answers.add(new Answer(400, "{\"error\": \"teacher.budgetUsd: is required\"}"));

        assertThatThrownBy(() -> watch(Duration.ofSeconds(30)).toTheEnd(request()))
                .hasMessage("teacher.budgetUsd: is required")
                .extracting(problem -> ((CommandException) problem).exitStatus())
                .isEqualTo(2);
    }

    @Test
    void theTokenIsSentWithEveryRequestAndNoneIsWhereThereIsNone() throws Exception {
        answers.add(new Answer(200, FINISHED));

        client("a-token-of-mine").submit(request());
        client(null).report("r-1");

        assertThat(tokens).containsExactly("Bearer a-token-of-mine", "null");
        assertThat(ServerToken.of("a-token-of-mine", Map.of())).hasToString("(token)");
        assertThat(ServerToken.of(null, Map.of("PRECEPTOR_TOKEN", "of the environment".replace(' ', '-'))))
                .hasToString("(token)");
    }

    @Test
    void aServerThatWantsATokenIsNotAskedAgainAndTheAdviceIsTold() {
        answers.add(new Answer(401, "{\"error\": \"a token is required\"}"));

        assertThatThrownBy(() -> watch(Duration.ofSeconds(30)).toTheEnd(request()))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(": a token is required (set PRECEPTOR_TOKEN, or give --token)");
        assertThat(requests).containsExactly("POST /runs");
    }

    @Test
    void aTokenThatCannotBeSentIsNotShown() {
        assertThatThrownBy(() -> ServerToken.of("mine\nforged: header", Map.of()))
                .hasMessage("--token contains a character that is not allowed in a token");
    }

    @Test
    void lessonsAreReadPageByPage() throws Exception {
        String lesson = "{\"taskId\": \"%s\", \"round\": 1, \"sample\": 0, \"outcome\": \"TAUGHT\"}";
        answers.add(new Answer(
                200,
                "[" + lesson.formatted("a") + "," + lesson.formatted("b") + "]",
                "</runs/r-1/lessons?limit=3&after=Yg>; rel=\"next\""));
        answers.add(new Answer(200, "[" + lesson.formatted("c") + "," + lesson.formatted("d") + "]"));

        assertThat(client(null).lessons("r-1", 3)).extracting(Lesson::taskId).containsExactly("a", "b", "c");
        assertThat(requests)
                .containsExactly(
                        "GET /runs/r-1/lessons?outcome=TAUGHT&limit=3", "GET /runs/r-1/lessons?limit=3&after=Yg");
    }

    @Test
    void anotherProgramsAnswerIsNoReport() {
        answers.add(new Answer(200, "<html>hello</html>"));

        assertThatThrownBy(() -> watch(Duration.ofSeconds(30)).toTheEnd(request()))
                .hasMessageContaining("is not run-service's: is the URL right?");
    }
}
