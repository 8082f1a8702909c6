package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.standalone.LoopbackPort;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** {@code serve} with two tokens, one that may write and one that may only read, and a client of its REST API. */
final class PagesServer implements AutoCloseable {

    static final String ALICE = "alices-token-0123456789";
    static final String VIEWER = "viewers-token-0123456789";

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port = LoopbackPort.free();
    private final int kafkaPort = LoopbackPort.free();
    private final Path folder;
    private final Map<String, String> environment;
    private PackagedCommandLine serve;

    /** @param environment beside the tokens */
    PagesServer(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = new HashMap<>(environment);
        this.environment.put("PRECEPTOR_API_TOKENS", "alice:write:" + ALICE + ",viewer:read:" + VIEWER);
    }

    /** Returns when it answers. */
    PagesServer start() throws Exception {
        serve = PackagedCommandLine.start(
                folder.resolve("home"),
                environment,
                "serve",
                "--port",
                "" + port,
                "--kafka-port",
                "" + kafkaPort,
                "--data",
                data().toString());
        serve.awaitWord("Serving on");
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> get("/runs", VIEWER).statusCode() == 200);
        return this;
    }

    /** By SIGKILL. */
    void kill() throws Exception {
        serve.kill();
    }

    /** By SIGKILL: who tests a stop starts a server of its own. */
    @Override
    public void close() {
        serve.close();
    }

    String address() {
        return "http://localhost:" + port;
    }

    String kafka() {
        return "localhost:" + kafkaPort;
    }

    Path data() {
        return folder.resolve("data");
    }

    String err() {
        return serve.err();
    }

    /** @param token null for a request without one */
    HttpRequest.Builder to(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address() + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) throws Exception {
        return client.send(request.build(), body);
    }

    HttpResponse<String> get(String path, String token) throws Exception {
        return send(to(path, token), HttpResponse.BodyHandlers.ofString());
    }

    /** @param body JSON */
    HttpResponse<String> post(String path, String token, Object body) throws Exception {
        return send(
                to(path, token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString())),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The answer to the reader. */
    JsonNode json(String path) throws Exception {
        return json(get(path, VIEWER));
    }

    static JsonNode json(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.mapper().readTree(response.body());
    }

    /** Starts a run and returns its id. */
    String startRun(JsonNode request) throws Exception {
        HttpResponse<String> response = post("/runs", ALICE, request);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return Json.mapper().readTree(response.body()).path("runId").asText();
    }

    void cancel(String runId) throws Exception {
        send(
                to("/runs/" + runId + "/cancel", ALICE).POST(HttpRequest.BodyPublishers.noBody()),
                HttpResponse.BodyHandlers.discarding());
    }

    JsonNode await(String path, Predicate<JsonNode> condition) {
        return Awaitility.await().atMost(PATIENCE).until(() -> json(path), condition);
    }

    /** @param path of a run or a comparison */
    void awaitFinished(String path) {
        await(path, report -> report.path("state").asText().equals("FINISHED"));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
