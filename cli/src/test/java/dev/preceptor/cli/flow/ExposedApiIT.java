package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.standalone.LoopbackPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} as strangers, pages and colleagues find it: what they may not do is refused in a line, and no secret is told. */
class ExposedApiIT {

    private static final String ALICE = "alices-token-0123456789";
    private static final String BOB = "bobs-token-0123456789abc";
    private static final String VIEWER = "viewers-token-0123456789";
    private static final String SECRET = "the-clouds-own-secret-key";
    private static final int LONGEST_BODY = 1 << 20;

    @TempDir
    static Path folder;

    private static final int PORT = LoopbackPort.free();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static PackagedCommandLine serve;

    @BeforeAll
    static void start() throws Exception {
        TinyRun.in(folder);
        serve = PackagedCommandLine.start(
                folder.resolve("home"),
                Map.of(
                        "PRECEPTOR_API_TOKENS",
                        "alice:write:" + ALICE + ",bob:write:" + BOB + ",viewer:read:" + VIEWER,
                        "AWS_SECRET_ACCESS_KEY",
                        SECRET,
                        "QUARKUS_HTTP_LIMITS_MAX_BODY_SIZE",
                        Integer.toString(LONGEST_BODY)),
                "serve",
                "--port",
                "" + PORT,
                "--kafka-port",
                "" + LoopbackPort.free(),
                "--data",
                data().toString());
        serve.awaitWord("Serving on");
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> get("/runs", ALICE).statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        serve.close();
    }

    private static Path data() {
        return folder.resolve("data");
    }

    private static HttpRequest.Builder to(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + PORT + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> get(String path, String token) throws Exception {
        return CLIENT.send(to(path, token).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> delete(String path, String token) throws Exception {
        return CLIENT.send(to(path, token).DELETE().build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String token, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = to(path, token)
                .POST(body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        } else if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A run of the tiny tasks, with some of the teacher's settings changed. */
    private static String request(String name, String teacher) throws IOException {
        ObjectNode body = Json.mapper().createObjectNode();
        ObjectNode specification = body.putObject("specification").put("name", name);
        specification.putObject("student").put("model", folder.resolve("model").toString());
        specification.set("teacher", Json.mapper().readTree(teacher.replace('\'', '"')));
        specification.putObject("tasks").put("practice", "p").put("exam", "e");
        for (String set : List.of("practice", "exam")) {
            for (String line : Files.readAllLines(folder.resolve(set + ".jsonl"))) {
                body.withArray(set).add(Json.mapper().readTree(line));
            }
        }
        return body.toString();
    }

    private static void assertRefused(HttpResponse<String> response, int status, String words) throws IOException {
        assertRefused(response.statusCode(), response.body(), status, words);
    }

    private static void assertRefused(int actual, String body, int status, String words) throws IOException {
        assertThat(actual).as(body).isEqualTo(status);
        JsonNode error = Json.mapper().readTree(body).path("error");
        assertThat(error.isTextual() ? error.asText() : error.path("message").asText())
                .contains(words)
                .doesNotContain(SECRET, ALICE, BOB, VIEWER)
                .hasLineCount(1);
    }

    @Test
    void generationsOfTasksAreGuardedAsRunsAre() throws Exception {
        assertRefused(get("/task-generations", null), 401, "a token is required");
        assertThat(get("/task-generations", VIEWER).statusCode()).isEqualTo(200);
        assertRefused(get("/task-generations?limit=no", VIEWER), 400, "limit: 'no' is not a number");
        assertRefused(get("/task-generations/none", VIEWER), 404, "there is no generation 'none'");
        assertRefused(get("/task-generations/none/tasks", VIEWER), 404, "there is no generation 'none'");
        assertRefused(post("/task-generations", VIEWER, "{}"), 403, "the token's role is 'read'");
        assertRefused(post("/task-generations", ALICE, "{}"), 400, "teacher: is required");
        assertRefused(post("/task-generations", ALICE, "{\"cuont\": 5}"), 400, "cuont: unknown key; known: teacher");
    }

    @Test
    void aGenerationOfTasksIsOneHoweverOftenItIsRequested() throws Exception {
        String body = Files.readString(folder.resolve("practice.jsonl"))
                .lines()
                .findFirst()
                .orElseThrow();
        String request =
                ("{'teacher': {'backend': 'openai', 'baseUrl': 'http://localhost:1/v1', 'model': 'm', 'budgetUsd': 0,"
                                        + " 'pricePerMillionTokens': {'prompt': 1, 'completion': 1}}, 'count': 3, 'seeds': [")
                                .replace('\'', '"')
                        + body + "]}";
        HttpResponse<String> first = post("/task-generations", ALICE, request);
        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        String id = Json.mapper().readTree(first.body()).path("id").asText();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> generation(id).path("state").asText().equals("FAILED"));
        assertThat(generation(id).path("reason").asText()).startsWith("the budget does not allow more");
        assertThat(generation(id).at("/report/refused/0/reason").asText()).isEqualTo("UNFUNDED");
        assertThat(get("/task-generations/" + id + "/tasks", BOB).body()).isEmpty();

        HttpResponse<String> again = post("/task-generations", ALICE, request);
        assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
        assertThat(Json.mapper().readTree(again.body()).path("id").asText()).isEqualTo(id);
        HttpResponse<String> ofBob = post("/task-generations", BOB, request);
        assertThat(Json.mapper().readTree(ofBob.body()).path("id").asText()).isNotEqualTo(id);
        assertThat(Json.mapper()
                        .readTree(get("/task-generations", VIEWER).body())
                        .findValuesAsText("id"))
                .contains(id);
        onlyItsOwnerDeletesAGenerationThatHasEnded(id, request);
    }

    private static void onlyItsOwnerDeletesAGenerationThatHasEnded(String id, String request) throws Exception {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> generation(id).path("state").asText().equals("FAILED"));
        assertRefused(delete("/task-generations/" + id, VIEWER), 403, "the token's role is 'read'");
        assertRefused(delete("/task-generations/" + id, BOB), 403, "the generation " + id + " belongs to alice");
        assertThat(generation(id).path("id").asText()).isEqualTo(id);

        HttpResponse<String> deleted = delete("/task-generations/" + id, ALICE);

        assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(200);
        assertThat(Json.mapper().readTree(deleted.body()).path("id").asText()).isEqualTo(id);
        assertThat(deleted.body()).contains("what the teacher was paid for");
        assertRefused(get("/task-generations/" + id, VIEWER), 404, "there is no generation '" + id + "'");
        assertRefused(delete("/task-generations/" + id, ALICE), 404, "there is no generation '" + id + "'");
        assertThat(post("/task-generations", ALICE, request).statusCode())
                .as("the same request begins anew")
                .isEqualTo(201);
    }

    private static JsonNode generation(String id) throws Exception {
        return Json.mapper().readTree(get("/task-generations/" + id, VIEWER).body());
    }

    @Test
    void withoutATokenOnlyProbesAreAnswered() throws Exception {
        assertRefused(get("/runs", null), 401, "a token is required");
        assertRefused(get("/v1/models", null), 401, "a token is required");
        assertRefused(post("/runs", null, request("t", "{'backend': 'reference'}")), 401, "a token is required");
        assertRefused(get("/runs", "not-a-token-of-anybody"), 401, "none that this server knows");
        assertThat(get("/runs", null).headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(get("/q/health/ready", null).statusCode()).isEqualTo(200);
        assertThat(get("/q/metrics", null).statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenForReadingReadsAndChangesNothing() throws Exception {
        assertThat(get("/runs", VIEWER).statusCode()).isEqualTo(200);
        assertThat(get("/v1/models", VIEWER).statusCode()).isEqualTo(200);
        assertRefused(post("/runs", VIEWER, "{}"), 403, "the token's role is 'read'");
        assertRefused(post("/runs/none/cancel", VIEWER, null), 403, "the token's role is 'read'");
        assertRefused(post("/v1/completions", VIEWER, "{}"), 403, "the token's role is 'read'");
    }

    @Test
    void pagesOfOthersAreNotHeard() throws Exception {
        String request = request("t", "{'backend': 'reference'}");
        String json = "application/json";
        assertRefused(
                post("/runs", ALICE, request, "Content-Type", json, "Origin", "http://evil.example"),
                403,
                "'http://evil.example'");
        assertRefused(post("/runs/x/cancel", ALICE, null, "Origin", "null"), 403, "web pages");
        assertRefused(post("/runs/x/cancel", ALICE, null, "Sec-Fetch-Site", "cross-site"), 403, "web pages");
        assertRefused(post("/runs", ALICE, request, "Content-Type", "text/plain"), 415, "application/json");
        assertRefused(post("/v1/completions", ALICE, "{}", "Content-Type", "text/plain"), 415, "application/json");
        HttpResponse<String> preflight = CLIENT.send(
                to("/runs", null)
                        .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                        .header("Origin", "http://evil.example")
                        .header("Access-Control-Request-Method", "POST")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertRefused(preflight, 403, "web pages");
        assertThat(preflight.headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
        try (Raw raw = new Raw("GET /runs HTTP/1.1\r\nHost: evil.example:" + PORT + "\r\nAuthorization: Bearer " + ALICE
                + "\r\n\r\n")) {
            assertRefused(raw.status(), raw.body(), 403, "is not called 'evil.example'");
        }
    }

    @Test
    void aVariableOfThisProcessIsNoKey() throws Exception {
        String teacher = "{'backend': 'openai', 'baseUrl': '%s', 'model': 'm', 'apiKeyEnv': '%s', 'budgetUsd': 1,"
                + " 'pricePerMillionTokens': {'prompt': 0, 'completion': 0}}";
        assertRefused(
                post(
                        "/runs",
                        ALICE,
                        request("t", teacher.formatted("http://evil.example/v1", "AWS_SECRET_ACCESS_KEY"))),
                400,
                "teacher.apiKeyEnv: 'AWS_SECRET_ACCESS_KEY' is none of the credentials");
        assertRefused(
                post("/runs", ALICE, request("t", teacher.formatted("http://evil.example/v1", "OPENAI_API_KEY"))),
                400,
                "the key OPENAI_API_KEY does not go to 'http://evil.example/v1'");
        ObjectNode student = (ObjectNode) Json.mapper().readTree(request("t", "{'backend': 'reference'}"));
        ((ObjectNode) student.at("/specification/student"))
                .put("backend", "openai")
                .put("baseUrl", "http://evil.example/v1")
                .put("checkpointModel", "{round}")
                .put("apiKeyEnv", "AWS_SECRET_ACCESS_KEY");
        assertRefused(post("/runs", ALICE, student.toString()), 400, "student.apiKeyEnv: 'AWS_SECRET_ACCESS_KEY'");
    }

    @Test
    void aBodyThatIsTooLongIsRefusedWhetherItsLengthIsToldOrNot() throws Exception {
        String head = "POST /runs HTTP/1.1\r\nHost: localhost:" + PORT + "\r\nAuthorization: Bearer " + ALICE
                + "\r\nContent-Type: application/json\r\n";
        try (Raw told = new Raw(head + "Content-Length: 2147483648\r\n\r\n")) {
            assertRefused(told.status(), told.body(), 413, "the body has 2147483648 bytes; the most is 1048576");
        }
        try (Raw chunked = new Raw(head + "Transfer-Encoding: chunked\r\n\r\n")) {
            chunked.send(LONGEST_BODY + 100_000);
            assertRefused(chunked.status(), chunked.body(), 413, "the body has more than 1048576 bytes");
        }
        assertThat(get("/runs", ALICE).statusCode()).isEqualTo(200);
    }

    @Test
    void runsAndPursesAreTheirOwners() throws Exception {
        String inAPurse = request("own", "{'backend': 'reference', 'purse': 'ours'}");
        HttpResponse<String> alices = post("/runs", ALICE, inAPurse);
        assertThat(alices.statusCode()).as(alices.body()).isEqualTo(201);
        String runId = Json.mapper().readValue(alices.body(), RunReport.class).runId();

        assertThat(Json.mapper()
                        .readValue(post("/runs", ALICE, inAPurse).body(), RunReport.class)
                        .runId())
                .isEqualTo(runId);
        HttpResponse<String> bobs = post("/runs", BOB, inAPurse);
        assertThat(bobs.statusCode()).isEqualTo(201);
        assertThat(Json.mapper().readValue(bobs.body(), RunReport.class).runId())
                .isNotEqualTo(runId);
        for (String purse : List.of("ours.alice", runId)) {
            assertRefused(
                    post("/runs", BOB, request("own", "{'backend': 'reference', 'purse': '" + purse + "'}")),
                    403,
                    "teacher.purse: '" + purse + "' belongs to alice");
        }
        assertRefused(post("/runs/" + runId + "/cancel", BOB, null), 403, "belongs to alice");
        assertThat(get("/runs/" + runId, BOB).statusCode()).isEqualTo(200);
        assertThat(get("/runs?limit=1", VIEWER).headers().firstValue("Link").orElse(""))
                .matches("</runs\\?limit=1&after=[A-Za-z0-9_-]+>; rel=\"next\"");
    }

    @Test
    void theLogTellsNoSecret() throws Exception {
        withoutATokenOnlyProbesAreAnswered();
        aVariableOfThisProcessIsNoKey();

        assertThat(Files.readString(data().resolve("preceptor.log")) + serve.err())
                .doesNotContain(SECRET, ALICE, BOB, VIEWER);
    }

    /** A connection whose request is written byte for byte. */
    private static final class Raw implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Raw(String head) throws IOException {
            socket = new Socket("localhost", PORT);
            socket.setSoTimeout(60_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        }

        /** Spaces, which JSON allows before anything, in chunks; less where the server has closed the connection. */
        void send(int bytes) throws IOException {
            String space = " ".repeat(1_000);
            OutputStream out = socket.getOutputStream();
            try {
                for (int sent = 0; sent < bytes; sent += space.length()) {
                    out.write(("3e8\r\n" + space + "\r\n").getBytes(StandardCharsets.UTF_8));
                }
            } catch (SocketException e) {
                // The answer says why.
            }
        }

        int status() throws IOException {
            return Integer.parseInt(in.readLine().split(" ")[1]);
        }

        String body() throws IOException {
            int length = 0;
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(
                            line.substring(line.indexOf(':') + 1).strip());
                }
            }
            char[] body = new char[length];
            for (int read = 0; read < length; ) {
                read += in.read(body, read, length - read);
            }
            return new String(body);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
