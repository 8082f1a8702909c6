package dev.preceptor.cli.flow;

import static dev.preceptor.cli.flow.PagesServer.ALICE;
import static dev.preceptor.cli.flow.PagesServer.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pages of comparisons and checkpoints and the part of the REST API that they need, on a real server; in a real browser where there
 * is one. Two runs: of the exam tasks, both students solve one, and each solves another one alone.
 */
class ComparePagesIT {

    @TempDir
    static Path folder;

    private static ScriptedStudent students;
    private static PagesServer server;
    private static String first;
    private static String second;
    private static String comparison;

    @BeforeAll
    static void start() throws Exception {
        TinyRun.in(folder);
        students = new ScriptedStudent(Map.of(
                "first-round-1", Set.of("both", "one"),
                "second-as-it-came", Set.of("eager"),
                "second-round-1", Set.of("both", "other")));
        server = new PagesServer(folder, Map.of()).start();
        first = server.startRun(request("first"));
        second = server.startRun(request("second"));
        ObjectNode compared = request("methods");
        compared.putArray("arms").addObject().put("method", "persd").put("fraction", 1);
        comparison = post("/comparisons", compared).path("comparisonId").asText();
        for (String run : List.of(first, second)) {
            server.awaitFinished("/runs/" + run);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        students.close();
    }

    private static ObjectNode request(String name) {
        ObjectNode body = Json.mapper().createObjectNode();
        ObjectNode specification = body.putObject("specification").put("name", name);
        specification
                .putObject("student")
                .put("model", folder.resolve("model").toString())
                .put("backend", "openai")
                .put("baseUrl", students.baseUrl())
                .put("servedModel", name + "-as-it-came")
                .put("checkpointModel", name + "-round-{round}");
        specification.putObject("teacher").put("backend", "reference");
        specification.putObject("tasks").put("practice", "p").put("exam", "e");
        specification.put("method", "persd");
        specification.putObject("training").put("epochs", 1).put("maxLength", 1024);
        ArrayNode practice = body.putArray("practice");
        List.of("eager", "slow").forEach(function -> practice.add(task("practice/" + function, function)));
        ArrayNode exam = body.putArray("exam");
        List.of("both", "one", "other").forEach(function -> exam.add(task("exam/" + function, function)));
        return body;
    }

    private static ObjectNode task(String id, String function) {
        ObjectNode task = Json.mapper()
                .createObjectNode()
                .put("id", id)
                .put("prompt", "Write " + function + "(n): 2 * n.")
                .put("entryPoint", function);
        task.putArray("tests").add("assert " + function + "(2) == 4");
        task.putArray("solutions").add("def " + function + "(n):\n    return 2 * n\n");
        return task;
    }

    private static HttpResponse<String> get(String path, String token) throws Exception {
        return server.get(path, token);
    }

    private static JsonNode json(String path) throws Exception {
        return server.json(path);
    }

    private static HttpResponse<String> post(String path, String token, Object body) throws Exception {
        return server.post(path, token, body);
    }

    private static JsonNode post(String path, ObjectNode body) throws Exception {
        HttpResponse<String> response = post(path, ALICE, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return Json.mapper().readTree(response.body());
    }

    private static String pair() {
        return "from=" + first + "&to=" + second;
    }

    @Test
    void runsAreComparedByWhatDiffersAndByTheirExams() throws Exception {
        JsonNode compared = json("/runs/compare?ids=" + first + "," + second);

        assertThat(compared.path("runs").findValuesAsText("runId")).containsExactly(first, second);
        assertThat(compared.path("settings").findValuesAsText("setting"))
                .containsExactlyInAnyOrder("student.servedModel", "student.checkpointModel");
        assertThat(compared.at("/settings/0/values").toString()).contains("first-", "second-");
        JsonNode exam = compared.path("exams").path(0);
        assertThat(exam.at("/from/round").asInt()).isEqualTo(1);
        assertThat(exam.path("tasks").asInt()).isEqualTo(3);
        assertThat(exam.path("difference").asDouble()).isZero();
        // Both signs of the two tasks that flipped are as far from zero as what was seen.
        assertThat(exam.path("pValue").asDouble()).isEqualTo(1);
        assertThat(exam.path("gained").asInt()).isEqualTo(1);
        assertThat(exam.path("lost").asInt()).isEqualTo(1);

        JsonNode gained = json("/runs/compare/tasks?change=gained&" + pair());
        assertThat(gained.findValuesAsText("taskId")).startsWith("exam/other").doesNotContain("exam/one", "exam/both");
        assertThat(gained.at("/0/from/passed").asInt()).isZero();
        assertThat(gained.at("/0/to/passed").asInt()).isEqualTo(1);
        assertThat(json("/runs/compare/tasks?change=lost&" + pair())
                        .at("/0/taskId")
                        .asText())
                .isEqualTo("exam/one");
        JsonNode outcomes = json("/runs/compare/outcomes?" + pair());
        assertThat(outcomes).hasSize(1);
        assertThat(outcomes.at("/0/taskId").asText()).isEqualTo("practice/eager");
        assertThat(outcomes.at("/0/from").asText()).isEqualTo("TAUGHT");
        assertThat(outcomes.at("/0/to").asText()).isEqualTo("SOLVED");

        assertThat(get("/runs/compare", VIEWER).statusCode()).isEqualTo(400);
        assertThat(get("/runs/compare?ids=none", VIEWER).statusCode()).isEqualTo(404);
        assertThat(get("/runs/compare?ids=" + first, null).statusCode()).isEqualTo(401);
        assertThat(get("/runs/compare/tasks?from=" + first, VIEWER).body()).contains("to: is missing");
    }

    @Test
    void theScoresOfAnExamAreReadByTaskInPages() throws Exception {
        String tasks = "/runs/" + first + "/exams/1/tasks";
        List<String> ids = new ArrayList<>();
        String next = tasks + "?limit=2";
        while (next != null) {
            HttpResponse<String> page = get(next, VIEWER);
            ids.addAll(Json.mapper().readTree(page.body()).findValuesAsText("taskId"));
            next = page.headers()
                    .firstValue("Link")
                    .map(link -> link.substring(1, link.indexOf('>')))
                    .orElse(null);
        }
        assertThat(ids).containsExactly("exam/both", "exam/one", "exam/other");
        assertThat(json(tasks + "?result=failed").findValuesAsText("taskId")).containsExactly("exam/other");
        assertThat(json("/runs/" + first + "/exams/0/tasks?result=passed")).isEmpty();
        assertThat(get("/runs/" + first + "/exams/2/tasks", VIEWER).statusCode())
                .isEqualTo(404);
        assertThat(get(tasks + "?result=good", VIEWER).body()).contains("known: PASSED");
    }

    @Test
    void aCheckpointIsDownloadedInPartsWithItsExamples() throws Exception {
        String checkpoints = "/runs/" + first + "/checkpoints";
        JsonNode all = json(checkpoints);
        assertThat(all.findValuesAsText("runId")).hasSize(2);
        assertThat(all.at("/0/files").asBoolean()).isFalse();
        JsonNode trained = all.get(1);
        assertThat(trained.at("/parent/round").asInt(-1)).isZero();
        assertThat(trained.path("adaptation").asText()).isEqualTo("full");
        assertThat(trained.path("examples").asInt()).isEqualTo(2);
        assertThat(trained.at("/steps/0/loss").asDouble()).isPositive();
        assertThat(trained.at("/exams/0/passAtK/1").asDouble()).isEqualTo(2 / 3.0);
        assertThat(json("/checkpoints?text=FIRST").findValuesAsText("runId")).contains(first);

        JsonNode weights = Stream.of(json(checkpoints + "/1/files"))
                .flatMap(files ->
                        Stream.iterate(0, i -> i < files.size(), i -> i + 1).map(files::get))
                .filter(file -> file.path("name").asText().equals("model.safetensors"))
                .findFirst()
                .orElseThrow();
        String address = checkpoints + "/1/" + weights.path("address").asText();
        HttpResponse<byte[]> begin = part(address, "bytes=0-999");
        HttpResponse<byte[]> rest = part(address, "bytes=1000-");
        assertThat(begin.statusCode()).isEqualTo(206);
        assertThat(begin.headers().firstValue("Content-Range")).contains("bytes 0-999/" + weights.path("bytes"));
        assertThat(begin.headers().firstValue("Content-Disposition").orElse(""))
                .isEqualTo("attachment; filename=\"" + first + "-round-1-model.safetensors\"");
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(begin.body());
        whole.writeBytes(rest.body());
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(whole.toByteArray());
        assertThat(HexFormat.of().formatHex(sha256))
                .isEqualTo(trained.at("/reference/sha256").asText());
        assertThat(part(address, "bytes=99999999-").statusCode()).isEqualTo(416);
        assertThat(get(checkpoints + "/1/files/..%2F..%2Fdata-sets", VIEWER).statusCode())
                .isEqualTo(404);
        assertThat(get(address, null).statusCode()).isEqualTo(401);

        List<JsonNode> examples = new ArrayList<>();
        for (String line : get(checkpoints + "/1/examples", VIEWER).body().split("\n")) {
            examples.add(Json.mapper().readTree(line));
        }
        JsonNode lessons = json("/runs/" + first + "/lessons");
        assertThat(examples)
                .extracting(example -> example.path("id").asText())
                .containsExactlyInAnyOrder(
                        lessons.at("/0/examples/0/id").asText(),
                        lessons.at("/1/examples/0/id").asText());
        assertThat(examples)
                .allSatisfy(example ->
                        assertThat(example.path("completion").asText()).contains("return 2 * n"));
        assertThat(get(checkpoints + "/0/examples", VIEWER).statusCode()).isEqualTo(404);
    }

    private static HttpResponse<byte[]> part(String address, String range) throws Exception {
        return server.send(server.to(address, VIEWER).header("Range", range), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void checkpointsAndTheStudentAsItCameCompletePrompts() throws Exception {
        String prompt = "{\"prompt\": \"Write f(n): 2 * n.\", \"maxTokens\": 8}";
        String checkpoints = "/runs/" + first + "/checkpoints/";
        for (int round = 0; round < 2; round++) {
            HttpResponse<String> answer = post(checkpoints + round + "/completions", ALICE, prompt);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
            assertThat(answer.body()).contains("event:text", "event:end").doesNotContain("event:error");
        }
        assertThat(post(checkpoints + "1/completions", VIEWER, prompt).statusCode())
                .isEqualTo(403);
        assertThat(post(checkpoints + "2/completions", ALICE, prompt).statusCode())
                .isEqualTo(404);
        assertThat(post(checkpoints + "1/completions", ALICE, "{\"prompt\": \"\"}")
                        .body())
                .contains("prompt: is missing");
        String tooLong = "{\"prompt\": \"" + "word ".repeat(5_000) + "\"}";
        HttpResponse<String> refused = post(checkpoints + "1/completions", ALICE, tooLong);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("tokens");
    }

    @Test
    void aPersonComparesRunsAndTriesACheckpoint() throws Exception {
        Browser.assumeInstalled();
        server.awaitFinished("/comparisons/" + comparison);
        try (Browser browser = Browser.start(folder.resolve("browser"))) {
            browser.size(1600, 900);
            browser.open(server.address() + "/#/compare");
            browser.type("#token", ALICE);
            browser.click("button[type=submit]");
            comparesRuns(browser);
            readsAComparison(browser);
            triesACheckpoint(browser);
            everyPageIsAccessible(browser);
            assertThat(browser.problems()).isEmpty();
        }
    }

    private static void comparesRuns(Browser browser) throws Exception {
        for (String run : List.of(first, second)) {
            browser.type(".picker input", run);
            browser.await("document.querySelectorAll('.pick').length === 1");
            browser.click(".pick");
            browser.await("[...document.querySelectorAll('.chosen a')].some(each => each.innerText === '" + run + "')");
        }
        browser.await("document.querySelectorAll('.settings tbody tr').length === 2");
        browser.await("document.querySelectorAll('.both-ways .flips li').length === 2");
        assertThat(browser.value("document.querySelector('.both-ways').innerText")
                        .asText())
                .containsSubsequence("gained in B", "exam/other", "0/1", "1/1", "lost in B", "exam/one");
        assertThat(browser.value("location.hash").asText()).contains(first, second);
        browser.click(".outcome-link");
        browser.await("document.querySelector('h1')?.innerText === 'practice/eager'");
    }

    private static void readsAComparison(Browser browser) throws Exception {
        browser.open(server.address() + "/#/comparisons");
        browser.click("a[href='#/comparisons/" + comparison + "']");
        browser.await("document.querySelectorAll('.results tbody tr').length === 2");
        assertThat(browser.value("document.querySelector('.stages').innerText").asText())
                .contains("The student alone", "persd", "finished");
    }

    private static void triesACheckpoint(Browser browser) throws Exception {
        browser.open(server.address() + "/#/checkpoints");
        browser.click("a[href='#/runs/" + first + "/checkpoints']");
        browser.await("document.querySelector('.curve .u-legend')");
        browser.await("document.querySelectorAll('.files a[download]').length > 2");
        browser.type("#try-prompt", "Write f(n): 2 * n.");
        browser.type("#try-tokens", "8");
        browser.click(".try button[type=submit]");
        browser.await("document.querySelectorAll('.answer details, .answer .code').length >= 2");
        browser.await("!document.querySelector('.try button[type=submit]').disabled");
        assertThat(browser.value("document.querySelectorAll('.answer .error').length")
                        .asInt())
                .isZero();
    }

    private static void everyPageIsAccessible(Browser browser) throws Exception {
        List<String> found = new ArrayList<>();
        for (String page : List.of(
                "#/compare?runs=" + first + "," + second,
                "#/comparisons",
                "#/comparisons/" + comparison,
                "#/checkpoints",
                "#/runs/" + first + "/checkpoints")) {
            browser.open(server.address() + "/" + page);
            browser.await("document.querySelector('main h1') && document.querySelector('main .card')");
            found.addAll(Accessibility.faults(browser));
        }
        assertThat(found).isEmpty();
    }
}
