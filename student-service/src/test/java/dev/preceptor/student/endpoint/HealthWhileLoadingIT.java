package dev.preceptor.student.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service as it is deployed, in a process of its own, without a broker: its health has to be told whatever it loads. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HealthWhileLoadingIT {

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @Test
    void healthAndTheEndpointAnswerWhileAModelLoads() throws Exception {
        HangingModel slow = HangingModel.in(folder.resolve("slow"));
        String url = "http://localhost:" + freePort();
        Process service = start(url, slow);
        try {
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> status(url + "/q/health/live") == 200);
            List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                waiting.add(ask(url, "slow"));
            }
            slow.awaitLoading();

            assertThat(status(url + "/q/health/live")).isEqualTo(200);
            // Not ready without a broker, but it says so.
            assertThat(status(url + "/q/health")).isIn(200, 503);
            assertThat(status(url + "/v1/models")).isEqualTo(200);
            assertThat(ask(url, "tiny").join().statusCode()).isEqualTo(503);
            assertThat(waiting).noneMatch(CompletableFuture::isDone);

            slow.loads();
            for (CompletableFuture<HttpResponse<String>> each : waiting) {
                assertThat(each.join().statusCode()).as(each.join().body()).isEqualTo(200);
            }
        } finally {
            slow.loads();
            service.destroy();
            service.waitFor();
        }
    }

    private Process start(String url, HangingModel slow) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-Dquarkus.http.host=localhost",
                        "-Dquarkus.http.port=" + URI.create(url).getPort(),
                        "-Dkafka.bootstrap.servers=localhost:1",
                        "-Dpreceptor.home=" + folder.resolve("home"),
                        "-Dstudent.loaded-models=1",
                        "-Dstudent.serve.models.slow=" + slow.folder(),
                        "-Dstudent.serve.models.tiny=" + ServedStudent.FIXTURES.resolve("llama"),
                        "-jar",
                        Path.of("target", "quarkus-app", "quarkus-run.jar").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("service.log").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** 0 where nobody listens. */
    private int status(String address) throws InterruptedException {
        try {
            return client.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private CompletableFuture<HttpResponse<String>> ask(String url, String model) {
        String body = "{\"model\": \"" + model + "\", \"prompt\": \"x\", \"max_tokens\": 4}";
        return client.sendAsync(
                HttpRequest.newBuilder(URI.create(url + "/v1/completions"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
