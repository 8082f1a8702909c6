package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.difflib.DiffUtils;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.standalone.LoopbackPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The web pages and the part of the REST API that they need, on a real server; in a real browser where there is one. */
class PagesIT {

    private static final String ALICE = "alices-token-0123456789";
    private static final String VIEWER = "viewers-token-0123456789";
    private static final String SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>";
    private static final String ARABIC = "\u0627\u0643\u062a\u0628 \u062f\u0627\u0644\u0629";
    private static final String EMOJI = "\uD83E\uDD80\uD83D\uDE80";
    private static final String HOSTILE_TASK = "odd/" + SCRIPT + " " + EMOJI;
    private static final String LONG_TASK = "plain/c-long";
    private static final int MEGABYTE = 1 << 20;
    private static final List<Integer> WIDTHS = List.of(1600, 360);
    /** One task at a time, each over several topics: this run is not over before a person has looked at it. */
    private static final int TASKS_OF_LONG_RUN = 200;

    @TempDir
    static Path folder;

    private static final int PORT = LoopbackPort.free();
    private static final String SERVER = "http://localhost:" + PORT;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static PackagedCommandLine serve;
    /** A finished run. */
    private static String finished;

    @BeforeAll
    static void start() throws Exception {
        TinyRun.in(folder);
        startServer();
        finished = request("odd", List.of(hostileTask(), task("plain/a"), task("plain/b"), longTask()), true);
        awaitReport(finished, report -> state(report).equals("FINISHED"));
    }

    private static void startServer() throws Exception {
        serve = PackagedCommandLine.start(
                folder.resolve("home"),
                Map.of("PRECEPTOR_API_TOKENS", "alice:write:" + ALICE + ",viewer:read:" + VIEWER, "RUN_WINDOW", "1"),
                "serve",
                "--port",
                "" + PORT,
                "--kafka-port",
                "" + LoopbackPort.free(),
                "--data",
                folder.resolve("data").toString());
        serve.awaitWord("Serving on");
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> get("/runs", ALICE).statusCode() == 200);
    }

    @AfterAll
    static void stop() throws Exception {
        serve.interrupt();
        serve.end();
        serve.close();
    }

    private static ObjectNode task(String id) {
        return Json.mapper()
                .createObjectNode()
                .put("id", id)
                .put("prompt", "Write double(n): 2 * n.")
                .put("entryPoint", "double")
                .set("tests", Json.mapper().createArrayNode().add("assert double(2) == 4"));
    }

    private static ObjectNode hostileTask() {
        ObjectNode task = task(HOSTILE_TASK).put("prompt", ARABIC + " " + EMOJI + " " + SCRIPT);
        task.putArray("solutions").add("def double(n):\n    # " + SCRIPT + "\n    return 2 * n\n");
        return task;
    }

    /** Its prompt and the attempt at it are longer than a megabyte. */
    private static ObjectNode longTask() {
        return task(LONG_TASK).put("prompt", longPrompt());
    }

    private static String longPrompt() {
        String line = ARABIC + " " + EMOJI + " 0123456789\n";
        int bytes = line.getBytes(StandardCharsets.UTF_8).length;
        return line.repeat(MEGABYTE / bytes + 1) + "The end of the prompt";
    }

    private static String attemptAt(String taskId) {
        return switch (taskId) {
            case LONG_TASK -> "def double(n):\n" + "    # a comment\n".repeat(MEGABYTE / 16) + "    return n\n";
            case "plain/b" -> "def double(n):\n    raise ValueError('" + EMOJI + "')\n";
            default -> "def double(n):\n    # " + SCRIPT + "\n    return n\n";
        };
    }

    /**
     * Starts a run and returns its id. Tasks without a solution end untaught.
     *
     * @param recorded whether the attempts are programs with a mistake; otherwise the student makes them, which are none
     */
    private static String request(String name, List<ObjectNode> practice, boolean recorded) throws Exception {
        ObjectNode body = Json.mapper().createObjectNode();
        ObjectNode specification = body.putObject("specification").put("name", name);
        specification.putObject("student").put("model", folder.resolve("model").toString());
        specification.putObject("teacher").put("backend", "reference");
        specification.putObject("tasks").put("practice", "p").put("exam", "e");
        ObjectNode practising = specification.putObject("practice").put("maxTokens", 8);
        specification.putObject("exam").put("maxTokens", 8);
        specification.putObject("training").put("epochs", 1).put("maxLength", 1024);
        ArrayNode tasks = body.putArray("practice");
        practice.forEach(tasks::add);
        if (recorded) {
            practising.put("recorded", "r");
            ArrayNode attempts = body.putArray("recorded");
            practice.forEach(task -> attempts.addObject()
                    .put("taskId", task.path("id").asText())
                    .put("code", attemptAt(task.path("id").asText())));
        }
        body.putArray("exam").add(task("exam/one"));
        HttpResponse<String> response = CLIENT.send(
                to("/runs", ALICE)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return Json.mapper().readTree(response.body()).path("runId").asText();
    }

    private static JsonNode awaitReport(String runId, Predicate<JsonNode> condition) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(4))
                .until(() -> Json.mapper().readTree(get("/runs/" + runId, ALICE).body()), condition);
    }

    private static HttpRequest.Builder to(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(SERVER + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> get(String path, String token, String... headers) throws Exception {
        HttpRequest.Builder request = to(path, token);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> send(String method, String path, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = to(path, null)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.mapper().readTree(response.body());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void thePagesNeedNoTokenAndAllowNoForeignScript() throws Exception {
        assertThat(serve.err()).contains("Watch at " + SERVER + "/\n");
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
        assertThat(all.findValuesAsText("taskId")).containsExactly(HOSTILE_TASK, "plain/a", "plain/b", LONG_TASK);
        assertThat(all.get(0).has("attempt")).isFalse();
        assertThat(all.findValuesAsText("errorType"))
                .containsExactly("WRONG_RESULT", "WRONG_RESULT", "ValueError", "WRONG_RESULT");
        assertThat(json(get(lessons + "?error=ValueError", VIEWER)).findValuesAsText("taskId"))
                .containsExactly("plain/b");
        assertThat(json(get(lessons + "?text=" + encoded(ARABIC), VIEWER)).findValuesAsText("taskId"))
                .containsExactly(HOSTILE_TASK, LONG_TASK);
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
        assertThat(hostile.path("taskId").asText()).isEqualTo(HOSTILE_TASK);
        assertThat(hostile.path("outcome").asText()).isEqualTo(Outcome.TAUGHT.name());
        assertThat(hostile.at("/refinements/0/code").asText()).contains(SCRIPT);

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
        assertThat(json(page).findValuesAsText("taskId")).containsExactly(HOSTILE_TASK, "plain/a", "plain/b");
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
        String runId = request("followed", List.of(task("plain/c")), false);
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
                    CLIENT.send(to("/runs/" + runId, ALICE).DELETE().build(), HttpResponse.BodyHandlers.ofString());
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
        HttpRequest.Builder request = to(path, VIEWER);
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
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
        assertThat(send("POST", pause, null, "Cookie", cookie, "Origin", SERVER).statusCode())
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
        assertThat(send("POST", pause, null, "Cookie", viewers, "Origin", SERVER)
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("DELETE", "/session", null, "Cookie", cookie)
                        .headers()
                        .firstValue("Set-Cookie")
                        .orElse(""))
                .contains("Max-Age=0");
        assertThat(Files.readString(folder.resolve("data").resolve("preceptor.log")) + serve.err())
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
        String running = request("watched", longPractice(), false);
        try (Browser browser = Browser.start(folder.resolve("browser"))) {
            browser.size(1600, 900);
            browser.open(SERVER + "/");
            logsIn(browser);
            watchesARun(browser, running);
            readsALesson(browser);
            readsALongLesson(browser);
            filtersTheGrid(browser);
            everyPageIsAccessible(browser, running);
            seesProgramsSideBySide(browser);
            scrollsAHundredThousandLessons(browser);
            assertThat(browser.problems()).isEmpty();
        } finally {
            cancel(running);
        }
    }

    private static void cancel(String runId) throws Exception {
        CLIENT.send(
                to("/runs/" + runId + "/cancel", ALICE)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    @Test
    void anOpenPageContinuesAfterItsServerWasKilled() throws Exception {
        Browser.assumeInstalled();
        String running = request("killed", longPractice(), false);
        try (Browser browser = Browser.start(folder.resolve("browser"))) {
            browser.open(SERVER + "/#/runs/" + running);
            logsIn(browser);
            browser.await(untaughtIsAtLeast(1));

            serve.kill();
            browser.awaitText("Server away, retrying");
            int ended = browser.value(untaught()).asInt();
            assertThat(ended).isPositive();

            startServer();
            browser.awaitText("Live");
            browser.await(untaughtIsAtLeast(ended + 1));
            assertThat(browser.problems()).isEmpty();
        } finally {
            cancel(running);
        }
    }

    private static List<ObjectNode> longPractice() {
        return IntStream.range(0, TASKS_OF_LONG_RUN)
                .mapToObj(number -> task("long/" + (1_000 + number)))
                .toList();
    }

    private static void logsIn(Browser browser) throws Exception {
        browser.type("#token", "not-a-token-of-anybody");
        browser.click("button[type=submit]");
        browser.awaitText("The server does not know this token.");
        browser.type("#token", ALICE);
        browser.click("button[type=submit]");
        browser.awaitText("alice");
        assertThat(browser.value("document.cookie").asText()).isEmpty();
    }

    private static void watchesARun(Browser browser, String runId) throws Exception {
        browser.click("a[href='#/runs/" + runId + "']");
        browser.await(untaughtIsAtLeast(1));
        int ended = browser.value(untaught()).asInt();
        browser.await(untaughtIsAtLeast(ended + 1));

        browser.click("[data-action=pause]");
        browser.await("document.querySelector('.pill').innerText.includes('paused')");
        browser.click("[data-action=resume]");
        browser.await("document.querySelector('.pill').innerText.includes('running')");
        int afterPause = browser.value(untaught()).asInt();
        browser.await(untaughtIsAtLeast(afterPause + 1));

        browser.click("[data-action=cancel]");
        browser.click("[data-action=confirm-cancel]");
        browser.await("document.querySelector('.pill').innerText.includes('cancelled')");
        browser.await("!document.querySelector('[data-action]')");
    }

    private static String untaught() {
        return "Number(document.querySelector('[data-outcome=untaught]')?.innerText ?? 0)";
    }

    private static String untaughtIsAtLeast(int number) {
        return untaught() + " >= " + number;
    }

    private static void readsALesson(Browser browser) throws Exception {
        browser.open(SERVER + "/#/runs/" + finished + "/lessons");
        browser.await("document.querySelectorAll('[role=option]').length === 4");
        browser.value("document.querySelector('[role=listbox]').focus()");
        browser.press("End");
        browser.press("Home");
        browser.press("Enter");
        browser.await("document.querySelector('.diff .added')");
        browser.awaitText(ARABIC);
        browser.awaitText(EMOJI);
        assertThat(browser.value("document.querySelector('h1').innerText").asText())
                .isEqualTo(HOSTILE_TASK);
        assertThat(browser.value("document.querySelector('.diff').innerText").asText())
                .contains(SCRIPT, "return 2 * n");
        assertThat(browser.value("document.querySelectorAll('main script, main img').length")
                        .asInt())
                .isZero();
        assertThat(browser.value("document.querySelector('.diff .py-comment').textContent")
                        .asText())
                .isEqualTo("# " + SCRIPT);
        browser.click("a[rel=next]");
        browser.await("document.querySelector('h1').innerText === 'plain/a'");
        browser.value("document.activeElement.blur()");
        browser.press("ArrowLeft");
        browser.await("document.querySelector('.diff .added')");
    }

    private static void readsALongLesson(Browser browser) {
        browser.open(SERVER + "/#/runs/" + finished + "/lesson?task=" + encoded(LONG_TASK));
        browser.awaitText(LONG_TASK);
        browser.await("document.querySelector('.code')");
        assertThat(browser.value("document.querySelector('pre.text').textContent")
                        .asText())
                .isEqualTo(longPrompt());
        String program = browser.value(
                        "[...document.querySelectorAll('.source')].map(line => line.textContent).join('\\n') + '\\n'")
                .asText();
        assertThat(program).isEqualTo(attemptAt(LONG_TASK));
    }

    private static void filtersTheGrid(Browser browser) {
        browser.open(SERVER + "/#/runs/" + finished + "/lessons");
        browser.click("button[aria-label='Show as a grid']");
        browser.await("document.querySelectorAll('.cell').length === 4");
        browser.choose("select[aria-label=Outcome]", "TAUGHT");
        browser.await("document.querySelectorAll('.cell').length === 1");
        assertThat(browser.value("document.querySelector('.cell').ariaLabel").asText())
                .isEqualTo(HOSTILE_TASK + ", round 1, sample 0: taught");
        browser.choose("select[aria-label=Outcome]", "");
        browser.await("document.querySelectorAll('.cell').length === 4");
        browser.choose("select[aria-label='Type of error']", "ValueError");
        browser.await("document.querySelectorAll('.cell').length === 1");
        browser.click(".cell");
        browser.await("document.querySelector('h1').innerText === 'plain/b'");
        browser.open(SERVER + "/#/runs/" + finished + "/lessons");
        browser.click("button[aria-label='Show as a list']");
    }

    /** Every page, at both widths and in both themes: nothing is wider than the window, and axe-core finds nothing grave. */
    private static void everyPageIsAccessible(Browser browser, String cancelled) throws Exception {
        String run = "#/runs/" + finished;
        String task = "?task=" + encoded(HOSTILE_TASK).replace("+", "%20");
        Map<String, String> contents = new LinkedHashMap<>();
        contents.put("#/runs", ".runs tbody tr");
        contents.put(run, ".curves .u-legend");
        contents.put(run + "/lessons", "[role=option]");
        contents.put(run + "/lesson" + task, ".diff .added");
        contents.put("#/runs/" + cancelled, ".tiles");
        contents.put("#/new", "textarea");
        contents.put("#/machines", ".topics tbody tr");
        contents.put("#/compare?runs=" + finished + "," + cancelled, ".results tbody tr");
        contents.put("#/comparisons", ".empty");
        contents.put("#/checkpoints", "table.checkpoints tbody tr");
        contents.put(run + "/checkpoints", ".checkpoint-exam");
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, String> page : contents.entrySet()) {
            browser.open(SERVER + "/" + page.getKey());
            browser.await("document.querySelector(\"" + page.getValue() + "\")");
            for (int width : WIDTHS) {
                browser.size(width, 900);
                String place = page.getKey() + " at " + width + " px";
                int scrolled =
                        browser.value("document.documentElement.scrollWidth").asInt();
                if (scrolled > width) {
                    found.add(place + " is " + scrolled + " px wide");
                }
                for (boolean dark : List.of(false, true)) {
                    browser.theme(dark);
                    Accessibility.violations(browser)
                            .forEach(violation -> found.add(place + ", dark: " + dark + ": " + violation));
                }
            }
        }
        browser.size(1600, 900);
        assertThat(found).isEmpty();
    }

    /** The reference is java-diff-utils: as many lines stay as in its shortest edit script, and both sides are complete. */
    private static void seesProgramsSideBySide(Browser browser) throws Exception {
        Random random = new Random(3);
        ArrayNode pairs = Json.mapper().createArrayNode();
        for (int i = 0; i < 100; i++) {
            pairs.addArray().add(program(random)).add(program(random));
        }
        JsonNode all = browser.value(
                "import('/page/diff.js').then(diff => " + pairs + ".map(([a, b]) => diff.diffLines(a, b)))");
        for (int i = 0; i < pairs.size(); i++) {
            List<String> before = List.of(pairs.get(i).get(0).asText().split("\n"));
            List<String> after = List.of(pairs.get(i).get(1).asText().split("\n"));
            int changed = DiffUtils.diff(before, after).getDeltas().stream()
                    .mapToInt(delta -> delta.getSource().size())
                    .sum();
            List<String> left = new ArrayList<>();
            List<String> right = new ArrayList<>();
            int same = 0;
            for (JsonNode row : all.get(i)) {
                row.path("left").findValuesAsText("text", left);
                row.path("right").findValuesAsText("text", right);
                same += row.path("same").asBoolean() ? 1 : 0;
            }
            assertThat(left).isEqualTo(before);
            assertThat(right).isEqualTo(after);
            assertThat(same).as("%s", pairs.get(i)).isEqualTo(before.size() - changed);
        }
    }

    private static String program(Random random) {
        return random.ints(1 + random.nextInt(15), 0, 5)
                .mapToObj(line -> "line " + line)
                .collect(Collectors.joining("\n"));
    }

    private static void scrollsAHundredThousandLessons(Browser browser) throws Exception {
        int nodes = browser.value("Promise.all([import('/page/window.js'), import('/page/dom.js')]).then("
                        + "([{WindowedItems}, {h}]) => {"
                        + " const items = new WindowedItems({label: 'x', draw: text => h('div', {}, text), open() {}, needMore() {}});"
                        + " document.querySelector('main').replaceChildren(items.element);"
                        + " items.element.style.height = '600px';"
                        + " items.set(Array.from({length: 100000}, (_, index) => 'item ' + index), {height: 44, width: Infinity});"
                        + " items.element.dispatchEvent(new KeyboardEvent('keydown', {key: 'End'}));"
                        + " window.last = items.element.querySelector('[aria-selected=true]').textContent;"
                        + " return document.querySelectorAll('*').length; })")
                .asInt();
        assertThat(nodes).isBetween(10, 500);
        assertThat(browser.value("window.last").asText()).isEqualTo("item 99999");
    }
}
