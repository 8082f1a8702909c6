package dev.preceptor.cli.flow;

import static dev.preceptor.cli.flow.PagesServer.ALICE;
import static dev.preceptor.cli.flow.PagesServer.VIEWER;
import static dev.preceptor.cli.flow.PagesServer.encoded;
import static dev.preceptor.cli.flow.PagesServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.report.Outcome;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The web pages and the part of the REST API that they need, on a real server; in a real browser where there is one. */
class PagesIT {

    /** One task at a time, each over several topics: this run is not over before a person has looked at it. */
    private static final int TASKS_OF_LONG_RUN = 200;

    @TempDir
    static Path folder;

    private static PagesServer server;
    /** A finished run. */
    private static String finished;

    @BeforeAll
    static void start() throws Exception {
        TinyRun.in(folder);
        server = new PagesServer(folder, Map.of("RUN_WINDOW", "1")).start();
        finished = server.startRun(OddTasks.recordedRun(folder.resolve("model")));
        server.awaitFinished("/runs/" + finished);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> get(String path, String token) throws Exception {
        return server.get(path, token);
    }

    private static HttpResponse<String> send(String method, String path, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = server.to(path, null)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return server.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void thePagesNeedNoTokenAndAllowNoForeignScript() throws Exception {
        assertThat(server.err()).contains("Watch at " + server.address() + "/\n");
        HttpResponse<String> page = get("/", null);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("page/main.js").doesNotContain(finished);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        HttpResponse<String> script = get("/page/main.js", null);
        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(script.headers().firstValue("Content-Type").orElse("")).startsWith("text/javascript");
        assertThat(get("/page/none.js", null).statusCode()).isEqualTo(404);
        assertThat(get("/runs/" + finished + "/events", null).statusCode()).isEqualTo(401);
    }

    @Test
    void aLessonIsReadByItsKeyAndNamesItsNeighbours() throws Exception {
        String lessons = "/runs/" + finished + "/lessons";
        JsonNode all = json(get(lessons + "?brief=true", VIEWER));
        assertThat(all.findValuesAsText("taskId"))
                .containsExactly(OddTasks.HOSTILE_TASK, "plain/a", "plain/b", OddTasks.LONG_TASK);
        assertThat(all.get(0).has("attempt")).isFalse();
        assertThat(all.findValuesAsText("errorType"))
                .containsExactly("WRONG_RESULT", "WRONG_RESULT", "ValueError", "WRONG_RESULT");
        assertThat(json(get(lessons + "?error=ValueError", VIEWER)).findValuesAsText("taskId"))
                .containsExactly("plain/b");
        assertThat(json(get(lessons + "?text=" + encoded(OddTasks.ARABIC), VIEWER))
                        .findValuesAsText("taskId"))
                .containsExactly(OddTasks.HOSTILE_TASK, OddTasks.LONG_TASK);
        assertThat(json(get(lessons + "?verdict=passed", VIEWER))).isEmpty();
        assertThat(json(get("/runs?state=finished&text=ODD-", VIEWER)).findValuesAsText("runId"))
                .containsExactly(finished);

        HttpResponse<String> response = get("/runs/" + finished + "/lesson?task=plain%2Fa&round=1&sample=0", VIEWER);
        assertThat(json(response).path("prompt").asText()).isEqualTo("Write double(n): 2 * n.");
        assertThat(response.headers().allValues("Link"))
                .hasSize(2)
                .anyMatch(link -> link.contains("task=plain%2Fb") && link.endsWith("; rel=\"next\""));
        String previous = response.headers().allValues("Link").stream()
                .filter(link -> link.endsWith("; rel=\"prev\""))
                .map(link -> link.substring(1, link.indexOf('>')))
                .findFirst()
                .orElseThrow();
        JsonNode hostile = json(get(previous, VIEWER));
        assertThat(hostile.path("taskId").asText()).isEqualTo(OddTasks.HOSTILE_TASK);
        assertThat(hostile.path("outcome").asText()).isEqualTo(Outcome.TAUGHT.name());
        assertThat(hostile.at("/refinements/0/code").asText()).contains(OddTasks.SCRIPT);

        String lesson = "/runs/" + finished + "/lesson?task=";
        assertThat(get(lesson + "plain%2Fa&round=2", VIEWER).statusCode()).isEqualTo(404);
        assertThat(get(lesson + "none", VIEWER).body()).contains("has no lesson of sample 0 of 'none'");
        assertThat(get(lesson + "none&round=first", VIEWER).body())
                .contains("round: 'first' is not a number from 1 up");
        assertThat(get("/runs/" + finished + "/lesson", VIEWER).statusCode()).isEqualTo(400);
        assertThat(get(lessons + "?verdict=good", VIEWER).body()).contains("verdict: 'good' is unknown; known: PASSED");
    }

    @Test
    void aRunTellsItsTasksFailuresCurvesAndFlips() throws Exception {
        String run = "/runs/" + finished;
        HttpResponse<String> page = get(run + "/tasks?limit=3", VIEWER);
        assertThat(json(page).findValuesAsText("taskId")).containsExactly(OddTasks.HOSTILE_TASK, "plain/a", "plain/b");
        assertThat(json(page).at("/0/cells/0"))
                .isEqualTo(Json.mapper()
                        .readTree("{\"round\": 1, \"sample\": 0, \"outcome\": \"TAUGHT\", \"verdict\": \"FAILED\","
                                + " \"errorType\": \"WRONG_RESULT\"}"));
        assertThat(page.headers().firstValue("Link").orElse("")).contains("rel=\"next\"");
        assertThat(json(get(run + "/tasks?error=ValueError", VIEWER)).findValuesAsText("taskId"))
                .containsExactly("plain/b");

        JsonNode failures = json(get(run + "/failures", VIEWER));
        assertThat(failures)
                .isEqualTo(Json.mapper()
                        .readTree("[{\"round\": 1, \"judged\": 4, \"failed\": 4,"
                                + " \"types\": {\"ValueError\": 1, \"WRONG_RESULT\": 3}}]"));

        JsonNode report = json(get(run, VIEWER));
        JsonNode curve = json(get(run + "/curves", VIEWER)).path(0);
        assertThat(curve.path("round").asInt()).isEqualTo(1);
        assertThat(curve.at("/steps/0/step").asInt()).isEqualTo(1);
        assertThat(curve.at("/steps/0/loss").asDouble())
                .isEqualTo(report.at("/rounds/0/firstLoss").asDouble());

        JsonNode exam = json(get(run + "/flips", VIEWER)).path("exam");
        assertThat(exam.path("before").asInt()).isZero();
        assertThat(exam.path("after").asInt()).isEqualTo(1);
        assertThat(get("/runs/none/flips", VIEWER).statusCode()).isEqualTo(404);
        assertThat(get(run + "/flips", null).statusCode()).isEqualTo(401);
    }

    @Test
    void theEventsOfARunAreItsReportsUntilItIsDeleted() throws Exception {
        String runId =
                server.startRun(OddTasks.run("followed", List.of(OddTasks.task("plain/c")), folder.resolve("model")));
        String path = "/runs/" + runId + "/events";
        List<JsonNode> reports = new ArrayList<>();
        String lastId = null;
        try (BufferedReader events = events(path, null)) {
            while (reports.isEmpty() || !state(reports.get(reports.size() - 1)).equals("FINISHED")) {
                String line = events.readLine();
                lastId = line.startsWith("id:") ? line.substring("id:".length()) : lastId;
                if (line.startsWith("data:")) {
                    reports.add(Json.mapper().readTree(line.substring("data:".length())));
                }
            }
        }
        assertThat(reports).hasSizeGreaterThan(1).doesNotHaveDuplicates().allSatisfy(report -> assertThat(
                        report.path("runId").asText())
                .isEqualTo(runId));
        assertThat(reports.get(reports.size() - 1))
                .isEqualTo(Json.mapper().readTree(get("/runs/" + runId, VIEWER).body()));

        try (BufferedReader resumed = events(path, lastId);
                BufferedReader anew = events(path, null)) {
            HttpResponse<String> deleted =
                    server.send(server.to("/runs/" + runId, ALICE).DELETE(), HttpResponse.BodyHandlers.ofString());
            assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(200);
            assertThat(resumed.lines())
                    .startsWith(":alive")
                    .contains("event:deleted")
                    .doesNotContain("event:report");
            assertThat(anew.lines()).contains("id:" + lastId, "event:report", "event:deleted");
        }
        assertThat(get(path, VIEWER).statusCode()).isEqualTo(404);
    }

    private static String state(JsonNode report) {
        return report.path("state").asText();
    }

    /** Returns when the server has begun to answer. */
    private static BufferedReader events(String path, String lastId) throws Exception {
        HttpRequest.Builder request = server.to(path, VIEWER);
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> response = server.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    @Test
    void aSessionIsOfTheServersOwnPagesOnly() throws Exception {
        String json = "application/json";
        String login = "{\"token\": \"" + ALICE + "\"}";
        HttpResponse<String> wrong =
                send("POST", "/session", "{\"token\": \"not-a-token-of-anybody\"}", "Content-Type", json);
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).contains("none that this server knows");
        assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(send("POST", "/session", login, "Content-Type", "text/plain").statusCode())
                .isEqualTo(415);
        assertThat(send("POST", "/session", login, "Content-Type", json, "Origin", "http://evil.example")
                        .statusCode())
                .isEqualTo(403);

        String cookie = cookieOf(send("POST", "/session", login, "Content-Type", json));
        assertThat(json(send("GET", "/session", null, "Cookie", cookie))
                        .path("name")
                        .asText())
                .isEqualTo("alice");
        assertThat(send("GET", "/runs", null, "Cookie", cookie).statusCode()).isEqualTo(200);
        String pause = "/runs/none/pause";
        // The own page passes, and learns that there is no such run.
        assertThat(send("POST", pause, null, "Cookie", cookie, "Origin", server.address())
                        .statusCode())
                .isEqualTo(404);
        assertThat(send("POST", pause, null, "Cookie", cookie, "Origin", "http://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("POST", pause, null, "Cookie", cookie, "Origin", "http://localhost:1")
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("POST", pause, null, "Cookie", cookie, "Sec-Fetch-Site", "same-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("POST", pause, null, "Cookie", cookie).statusCode()).isEqualTo(401);
        assertThat(send("GET", "/runs", null, "Cookie", cookie, "Sec-Fetch-Site", "same-site")
                        .statusCode())
                .isEqualTo(401);

        String viewers = cookieOf(send("POST", "/session", "{\"token\": \"" + VIEWER + "\"}", "Content-Type", json));
        assertThat(json(send("GET", "/session", null, "Cookie", viewers))
                        .path("write")
                        .asBoolean())
                .isFalse();
        assertThat(send("POST", pause, null, "Cookie", viewers, "Origin", server.address())
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("DELETE", "/session", null, "Cookie", cookie)
                        .headers()
                        .firstValue("Set-Cookie")
                        .orElse(""))
                .contains("Max-Age=0");
        assertThat(Files.readString(server.data().resolve("preceptor.log")) + server.err())
                .doesNotContain(ALICE, VIEWER);
    }

    private static String cookieOf(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(204);
        String cookie = response.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).containsIgnoringCase("HttpOnly").contains("SameSite=Strict");
        return cookie.substring(0, cookie.indexOf(';'));
    }

    @Test
    void aPersonWatchesARunAndReadsALesson() throws Exception {
        Browser.assumeInstalled();
        String running = server.startRun(OddTasks.run("watched", longPractice(), folder.resolve("model")));
        try (Browser browser = Browser.start(folder.resolve("browser"))) {
            browser.size(1600, 900);
            browser.open(server.address() + "/");
            PageSteps steps = new PageSteps(browser, server.address(), finished);
            steps.logsIn();
            steps.watchesARun(running);
            steps.readsALesson();
            steps.readsALongLesson();
            steps.filtersTheGrid();
            steps.everyPageIsAccessible(running);
            steps.seesProgramsSideBySide();
            steps.scrollsAHundredThousandLessons();
            assertThat(browser.problems()).isEmpty();
        } finally {
            server.cancel(running);
        }
    }

    @Test
    void anOpenPageContinuesAfterItsServerWasKilled() throws Exception {
        Browser.assumeInstalled();
        String running = server.startRun(OddTasks.run("killed", longPractice(), folder.resolve("model")));
        try (Browser browser = Browser.start(folder.resolve("browser"))) {
            browser.open(server.address() + "/#/runs/" + running);
            new PageSteps(browser, server.address(), finished).logsIn();
            browser.await(PageSteps.untaughtIsAtLeast(1));

            server.kill();
            browser.awaitText("Server away, retrying");
            int ended = browser.value(PageSteps.untaught()).asInt();
            assertThat(ended).isPositive();

            server.start();
            browser.awaitText("Live");
            browser.await(PageSteps.untaughtIsAtLeast(ended + 1));
            assertThat(browser.problems()).isEmpty();
        } finally {
            server.cancel(running);
        }
    }

    private static List<ObjectNode> longPractice() {
        return IntStream.range(0, TASKS_OF_LONG_RUN)
                .mapToObj(number -> OddTasks.task("long/" + (1_000 + number)))
                .toList();
    }
}
