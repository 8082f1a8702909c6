package dev.preceptor.student.endpoint;

import static dev.preceptor.student.endpoint.ServedStudent.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.student.djl.LoadedModels;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What else is answered while a model is being loaded: one of its files is a pipe, so that loading hangs as long as we like. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowLoadIT {

    private static final Path LLAMA = ServedStudent.FIXTURES.resolve("llama");

    @TempDir
    Path folder;

    private ServedStudent served;
    private HangingModel slow;
    private JsonNode golden;

    @BeforeEach
    void serve() throws IOException {
        golden = Json.mapper().readTree(LLAMA.resolve("golden.json").toFile());
        ServedStudent.model(folder.resolve("roomy"), 2048);
        slow = HangingModel.in(folder.resolve("slow"));
        served = new ServedStudent(
                folder,
                Map.of(
                        "loaded-models", "2",
                        "serve.most-sequences", "50",
                        "serve.models.slow", slow.folder().toString(),
                        "serve.models.plain",
                                ServedStudent.FIXTURES.resolve("gpt2").toString(),
                        "serve.models.roomy", folder.resolve("roomy").toString()));
    }

    @AfterEach
    void stop() throws IOException {
        slow.loads();
        served.close();
    }

    private String greedy(String model) {
        return "{\"model\": \"%s\", \"prompt\": %s, \"max_tokens\": 24, \"temperature\": 0}"
                .formatted(model, golden.at("/prompts/0/text"));
    }

    private CompletableFuture<HttpResponse<String>> ask(String model) {
        return served.client().sendAsync(served.request("/completions", greedy(model)), BodyHandlers.ofString());
    }

    private String text(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response).at("/choices/0/text").asText();
    }

    /** More requests wait for the model than the server has threads. */
    @Test
    void whatIsLoadedAnswersAndTheModelsAreListedWhileAnotherLoads() throws Exception {
        String expected = golden.at("/greedy/0/text").asText();
        assertThat(text(ask("roomy").join())).isEqualTo(expected);
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            waiting.add(ask("slow"));
        }
        slow.awaitLoading();

        for (int i = 0; i < 3; i++) {
            assertThat(served.get("/models").statusCode()).isEqualTo(200);
            assertThat(text(ask("roomy").join())).isEqualTo(expected);
        }

        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        slow.loads();
        for (CompletableFuture<HttpResponse<String>> each : waiting) {
            assertThat(text(each.join())).isEqualTo(expected);
        }
    }

    /** The lease of a request is closed on its connection's event loop, which all connections share. */
    @Test
    void aRequestThatEndsWhileAModelLoadsHoldsNoConnectionUp() throws Exception {
        String body = "{'model': 'roomy', 'prompt': 'x', 'max_tokens': 300, 'temperature': 1, 'stream': true}";
        HttpResponse<InputStream> stream =
                served.client().send(served.request("/completions", body), BodyHandlers.ofInputStream());
        try (BufferedReader events = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(events.readLine()).startsWith("data: {");
            CompletableFuture<HttpResponse<String>> waiting = ask("slow");
            slow.awaitLoading();

            String last = "";
            for (String line = events.readLine(); line != null; line = events.readLine()) {
                last = line.isEmpty() ? last : line;
            }
            assertThat(last).isEqualTo("data: [DONE]");
            assertThat(served.get("/models").statusCode()).isEqualTo(200);
            assertThat(waiting).isNotDone();
        }
    }

    /** Otherwise those who lost patience and ask again would soon have taken all places. */
    @Test
    void whoGoesAwayBeforeTheModelIsLoadedLeavesHisPlace() throws Exception {
        String expected = golden.at("/greedy/0/text").asText();
        assertThat(text(ask("roomy").join())).isEqualTo(expected);
        String body = greedy("slow");
        String request = "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
        List<Socket> impatient = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Socket socket = new Socket(
                    URI.create(served.baseUrl()).getHost(),
                    URI.create(served.baseUrl()).getPort());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            impatient.add(socket);
        }
        slow.awaitLoading();
        Awaitility.await().until(() -> ask("roomy").join().statusCode() == 503);

        for (Socket socket : impatient) {
            socket.close();
        }

        Awaitility.await().until(() -> ask("roomy").join().statusCode() == 200);
        slow.loads();
        assertThat(text(ask("slow").join())).isEqualTo(expected);
    }

    /** What is asked for by an assignment counts as what is asked for over HTTP does. */
    @Test
    void anAssignmentsModelWaitsForRoom() throws Exception {
        CheckpointReference plain = new CheckpointReference(
                0, ServedStudent.FIXTURES.resolve("gpt2").toString(), null);
        try (LoadedModels.Lease roomy = lease(folder.resolve("roomy"))) {
            CompletableFuture<HttpResponse<String>> waiting = ask("slow");
            slow.awaitLoading();
            CompletableFuture<LoadedModels.Lease> third =
                    CompletableFuture.supplyAsync(() -> served.models().lease(plain));
            assertThat(ask("plain").join().statusCode()).isEqualTo(503);

            slow.loads();
            assertThat(text(waiting.join()))
                    .isEqualTo(golden.at("/greedy/0/text").asText());
            // The second is not held any more, and goes.
            third.join().close();
            assertThat(roomy.model().configuration().contextLength()).isEqualTo(2048);
        }
    }

    private LoadedModels.Lease lease(Path model) {
        return served.models().lease(new CheckpointReference(0, model.toString(), null));
    }
}
