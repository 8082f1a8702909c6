package dev.preceptor.httpclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ModelServerClientTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final ModelServerClient client = new ModelServerClient(InstantSource.system());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Semaphore received = new Semaphore(0);
    private final CountDownLatch closing = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/hang", exchange -> hang());
        server.createContext("/busy", ModelServerClientTest::busy);
        server.start();
    }

    @AfterEach
    void stop() {
        closing.countDown();
        server.stop(0);
        threads.shutdown();
    }

    private void hang() {
        received.release();
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void busy(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestHeaders().getFirst("Authorization").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Retry-After", "7");
        exchange.sendResponseHeaders(429, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private URI uri(String path) {
        return ModelServerClient.uri("http://localhost:" + server.getAddress().getPort() + "/", path);
    }

    @Test
    void aResponseHasItsStatusRetryAfterAndBody() throws InterruptedException {
        HttpOutcome outcome = client.postJson(uri("/busy"), "key", "{}", LONG);

        assertThat(outcome).isInstanceOfSatisfying(HttpOutcome.Received.class, response -> {
            assertThat(response.status()).isEqualTo(429);
            assertThat(response.retryAfter()).isEqualTo(Duration.ofSeconds(7));
            assertThat(response.body()).isEqualTo("Bearer key");
        });
    }

    @Test
    void aRequestWithoutAConnectionWasNotSent() throws InterruptedException {
        URI nowhere = uri("/busy");
        server.stop(0);

        assertThat(client.postJson(nowhere, null, "{}", LONG)).isInstanceOf(HttpOutcome.Unreached.class);
    }

    @Test
    void aRequestWithoutAResponseInTimeIsLost() throws InterruptedException {
        assertThat(client.postJson(uri("/hang"), null, "{}", Duration.ofMillis(100)))
                .isEqualTo(new HttpOutcome.Lost("no answer within 0 s"));
    }

    @Test
    void aCancelledRequestIsLost() throws Exception {
        CompletableFuture<HttpOutcome> outcome = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                outcome.complete(client.postJson(uri("/hang"), null, "{}", LONG));
            } catch (InterruptedException | RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        });
        received.acquire();

        client.cancelAll();

        assertThat(outcome.get()).isEqualTo(new HttpOutcome.Lost("cancelled"));
    }

    @Test
    void anInterruptEndsTheRequest() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> client.postJson(uri("/hang"), null, "{}", LONG))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void onlyHttpUrlsAreAccepted() {
        assertThat(ModelServerClient.uri("https://host/v1//", "/models"))
                .isEqualTo(URI.create("https://host/v1/models"));
        assertThatThrownBy(() -> ModelServerClient.uri("ftp://host", "/models"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ModelServerClient.uri("localhost:9000", "/models"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
