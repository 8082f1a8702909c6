package dev.preceptor.cli.flow;

import static dev.preceptor.cli.flow.PagesServer.ALICE;
import static dev.preceptor.cli.flow.PagesServer.VIEWER;
import static dev.preceptor.cli.flow.PagesServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages New run and Machine room, and the part of the REST API that they need, on a real server. */
class NewRunPageIT {

    private static final String TASK =
            "{\"id\": \"t/%d\", \"prompt\": \"Write double(n): 2 * n.\", \"entryPoint\": \"double\","
                    + " \"tests\": [\"assert double(2) == 4\"]}\n";

    @TempDir
    static Path folder;

    private static PagesServer server;

    @BeforeAll
    static void start() throws Exception {
        TinyRun.in(folder);
        Path sets = Files.createDirectories(folder.resolve("sets/own"));
        Files.writeString(sets.resolve("practice.jsonl"), TASK.formatted(1) + TASK.formatted(2));
        Files.writeString(sets.resolve("exam.jsonl"), TASK.formatted(3));
        Files.writeString(sets.resolve("notes.jsonl"), "no task\n");
        server = new PagesServer(
                        folder,
                        Map.of("RUN_TASK_SETS_DIRECTORY", folder.resolve("sets").toString()))
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> get(String path, String token) throws Exception {
        return server.get(path, token);
    }

    private static HttpResponse<String> post(String path, String token, JsonNode body) throws Exception {
        return server.post(path, token, body);
    }

    private static ObjectNode object() {
        return Json.mapper().createObjectNode();
    }

    private static String text() {
        return "name: page\nstudent: {model: " + folder.resolve("model") + "}\nteacher: {backend: reference}\n"
                + "practice: {maxTokens: 8}\nexam: {maxTokens: 8}\n";
    }

    @Test
    void aSpecificationIsCheckedEstimatedAndItsTasksAreNamed() throws Exception {
        JsonNode checked = json(post(
                "/specifications/check",
                VIEWER,
                object().put("text", "student: {model: m}\nteacher: {backend: refernce}\nruonds: 2\n")));
        assertThat(checked.path("problems").findValuesAsText("line")).containsExactly("1", "2", "3");
        assertThat(checked.path("problems").findValuesAsText("path"))
                .containsExactly("tasks.practice", "teacher.backend", "ruonds");
        assertThat(checked.path("problems").findValuesAsText("message"))
                .last()
                .asString()
                .endsWith("did you mean 'rounds'?");
        assertThat(json(get("/presets", VIEWER)).findValuesAsText("name")).contains("laptop");

        JsonNode sets = json(get("/data-sets", VIEWER));
        assertThat(sets.findValuesAsText("id")).contains("own/exam.jsonl", "own/practice.jsonl");
        assertThat(sets.findValuesAsText("id")).doesNotContain("own/notes.jsonl");
        String paid = text().replace(
                        "{backend: reference}",
                        "{backend: openai, baseUrl: \"http://localhost:9/v1\", model: m, budgetUsd: 1,"
                                + " pricePerMillionTokens: {prompt: 1, completion: 2}}");
        ObjectNode planned =
                object().put("text", paid).put("practice", "own/practice.jsonl").put("failureRate", 1);
        JsonNode estimate = json(post("/estimates", VIEWER, planned));
        assertThat(estimate.path("tasks").asInt()).isEqualTo(2);
        assertThat(estimate.at("/estimate/likely/calls").asInt()).isEqualTo(2);
        assertThat(estimate.at("/estimate/greatest/completionTokens").asInt()).isEqualTo(2 * 1024);
        assertThat(post("/estimates", VIEWER, planned.put("practice", "none")).body())
                .contains("there is no data set 'none'");

        assertThat(post("/data-sets", VIEWER, object().put("text", TASK.formatted(1)))
                        .statusCode())
                .isEqualTo(403);
        assertThat(post("/data-sets", ALICE, object().put("name", "mine.jsonl").put("text", TASK.formatted(1) + "{\n"))
                        .body())
                .contains("mine.jsonl:2: is not valid JSON");
        ObjectNode run = object();
        run.set(
                "specification",
                json(post(
                                "/specifications/check",
                                ALICE,
                                object().put("text", text())
                                        .put("practice", "p")
                                        .put("exam", "e")))
                        .path("specification"));
        run.putObject("practice").put("dataSet", "0".repeat(64));
        run.putObject("exam").put("dataSet", "own/exam.jsonl");
        assertThat(post("/runs", ALICE, run).body()).contains("practice: there is no data set 000");
    }

    @Test
    void aPersonStartsARunAndReplaysADeadLetter() throws Exception {
        assumeTrue(Files.isExecutable(Browser.CHROMIUM), "needs Debian's chromium: apt-get install chromium");
        sendUnreadableAttempt();
        try (Browser browser = Browser.start(folder.resolve("browser"))) {
            browser.size(1600, 900);
            browser.open(server.address() + "/#/new");
            browser.type("#token", ALICE);
            browser.click("button[type=submit]");
            startsARun(browser);
            looksAtTheMachines(browser);
            replaysADeadLetter(browser);
            browser.size(360, 740);
            for (String page : List.of("#/new", "#/machines")) {
                browser.open(server.address() + "/" + page);
                browser.await(
                        "document.querySelector('main h1') && document.querySelectorAll('main .card').length > 2");
                assertThat(browser.value("document.documentElement.scrollWidth").asInt())
                        .as(page)
                        .isLessThanOrEqualTo(360);
            }
            seesButCannotStart(browser);
            assertThat(browser.problems()).isEmpty();
        }
    }

    private static void startsARun(Browser browser) throws Exception {
        browser.await("document.querySelector('.check-line.good')");
        // The sets of the installation whose names fit are chosen already.
        browser.await("document.querySelector('#practice-set').value === 'own/practice.jsonl'");
        browser.type("#specification", text() + "rounds: none\n");
        browser.awaitText("rounds: must be a whole number");
        assertThat(browser.value("document.querySelector('.editor-numbers .wrong').textContent")
                        .asText())
                .isEqualTo("6");
        assertThat(browser.value("document.querySelector('#start').disabled").asBoolean())
                .isTrue();
        browser.type("#specification", text());
        browser.await("document.querySelector('.check-line.good')");
        browser.awaitText("The reference teacher costs nothing.");
        uploads(browser, "mine.jsonl", TASK.formatted(1) + "{\"id\": 1}\n");
        browser.awaitText("mine.jsonl:2: lacks \"prompt\"");
        uploads(browser, "mine.jsonl", TASK.formatted(4) + TASK.formatted(5) + TASK.formatted(6));
        browser.await("document.querySelector('#practice-set').selectedOptions[0].text === 'mine.jsonl · 3 tasks'");
        browser.click("#start");
        browser.await("location.hash.startsWith('#/runs/page-')");
        browser.await("document.querySelector('.pill')?.innerText.includes('finished')");
        String runId = browser.value("location.hash.slice('#/runs/'.length)").asText();
        JsonNode report = json(get("/runs/" + runId, VIEWER));
        assertThat(report.path("practiceTasks").asInt()).isEqualTo(3);
        assertThat(json(get("/data-sets", VIEWER)).findValuesAsText("name")).contains("mine.jsonl");
    }

    /** As a person who chooses a file: the browser gives the page its name and its text. */
    private static void uploads(Browser browser, String name, String text) throws Exception {
        String quoted = Json.mapper().writeValueAsString(text);
        browser.value("(() => { const files = new DataTransfer(); files.items.add(new File([" + quoted + "], '" + name
                + "')); const input = document.querySelector('#practice-file'); input.files = files.files;"
                + " input.dispatchEvent(new Event('change')); })()");
    }

    private static void looksAtTheMachines(Browser browser) throws Exception {
        browser.open(server.address() + "/#/machines");
        browser.await("document.querySelectorAll('[data-service] .state-finished').length === 6");
        browser.awaitText("isolation tier");
        browser.await("document.querySelector('[data-topic=assignments] .lag')");
        JsonNode machines = json(get("/machines", VIEWER));
        assertThat(machines.at("/replicas/0/services").findValuesAsText("service"))
                .containsExactly("eval", "executor", "run", "student", "teacher", "trainer");
        assertThat(machines.at("/groups").findValuesAsText("group")).contains("preceptor-executor", "preceptor-run");
        JsonNode done = server.await("/topics", topics -> lagOf(topics, "attempts", "preceptor-executor") == 0);
        assertThat(done.findValuesAsText("topic")).contains("runs", "attempts", "service-status");
    }

    private static long lagOf(JsonNode topics, String topic, String group) {
        for (JsonNode each : topics) {
            for (JsonNode reader : each.path("readers")) {
                if (each.path("topic").asText().equals(topic)
                        && reader.path("group").asText().equals(group)) {
                    return reader.path("lag").asLong();
                }
            }
        }
        return Long.MAX_VALUE;
    }

    /** A record that the executor cannot read becomes a dead letter. */
    private static void sendUnreadableAttempt() throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", server.kafka()), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("attempts", "lost-run/odd<b>", "<script>alert(1)</script>"))
                    .get();
        }
    }

    private static void replaysADeadLetter(Browser browser) throws Exception {
        JsonNode letters = server.await("/dead-letters", found -> found.size() == 1);
        String letter = letters.at("/0/letter").asText();
        assertThat(letters.at("/0/run").asText()).isEqualTo("lost-run");
        assertThat(letters.at("/0/replayed").asBoolean()).isFalse();
        String row = "[data-letter='" + letter + "']";
        browser.click(row + " .letter-line");
        browser.await("document.querySelector(\"" + row + " pre\")?.textContent === '<script>alert(1)</script>'");
        browser.click("[data-action=replay]");
        browser.awaitText("1 dead letter sent again.");
        // It is still unreadable: it comes back as another letter, which can be replayed in turn.
        JsonNode after = server.await("/dead-letters", found -> found.size() == 2);
        assertThat(after.findValuesAsText("replayed")).containsExactlyInAnyOrder("true", "false");
        ObjectNode again = object();
        again.putArray("letters").add(letter);
        assertThat(json(post("/dead-letters/replay", ALICE, again)))
                .isEqualTo(Json.mapper().readTree("{\"sent\": [], \"sentBefore\": 1}"));
        assertThat(post("/dead-letters/replay", VIEWER, again).statusCode()).isEqualTo(403);
        assertThat(post("/dead-letters/replay", ALICE, object()).statusCode()).isEqualTo(400);
        assertThat(get("/dead-letters/attempts-dlq/0/999999", VIEWER).statusCode())
                .isEqualTo(404);
        assertThat(get("/dead-letters?topic=none", VIEWER).body()).contains("there is no topic 'none'");
        assertThat(json(get("/dead-letters?limit=1", VIEWER))).hasSize(1);
    }

    private static void seesButCannotStart(Browser browser) throws Exception {
        browser.click("#account button");
        browser.type("#token", VIEWER);
        browser.click("button[type=submit]");
        browser.awaitText("viewer");
        browser.open(server.address() + "/#/new");
        browser.await("document.querySelector('.check-line.good')");
        browser.awaitText("Your token may read only.");
        assertThat(browser.value("document.querySelector('#start').disabled").asBoolean())
                .isTrue();
    }
}
