package dev.preceptor.languagemodel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.preceptor.languagemodel.checkpoint.TensorFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses a local hub that redirects large files to another server, like the real hub. */
class HubModelTest {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String TOKEN = "secret";

    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, String> hashes = new HashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<String> progress = new ArrayList<>();
    private boolean gated;
    private int cutAfter = Integer.MAX_VALUE;

    @TempDir
    private Path cache;

    private HttpServer hub;
    private HttpServer storage;

    @BeforeEach
    void start() throws Exception {
        hub = server(this::answer);
        storage = server(this::store);
        file("config.json", "{\"model_type\": \"llama\"}");
        file("tokenizer.json", "{}");
        file("README.md", "no part of the model");
        file("pytorch_model.bin", "pickle");
        file("model.safetensors", "weights ".repeat(1_000));
    }

    @AfterEach
    void stop() {
        hub.stop(0);
        storage.stop(0);
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private static HttpServer server(Handler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
        server.start();
        return server;
    }

    private static String address(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void file(String name, String content) throws Exception {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        files.put(name, bytes);
        hashes.put(
                name,
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(path);
        if (gated && !("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.sendResponseHeaders(401, -1);
        } else if (path.equals("/api/models/owner/name/revision/main")) {
            send(exchange, 200, listing().getBytes(StandardCharsets.UTF_8));
        } else if (path.equals("/owner/name/resolve/main/config.json")) {
            send(exchange, 200, files.get("config.json"));
        } else if (path.startsWith("/owner/name/resolve/" + COMMIT + "/")) {
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (name.endsWith(".safetensors")) {
                exchange.getResponseHeaders().add("Location", address(storage) + "/" + name);
                exchange.sendResponseHeaders(302, -1);
            } else {
                send(exchange, 200, files.get(name));
            }
        } else {
            exchange.sendResponseHeaders(404, -1);
        }
    }

    private String listing() {
        List<String> siblings = new ArrayList<>();
        files.forEach((name, content) -> siblings.add("{\"rfilename\": \"" + name + "\", \"size\": " + content.length
                + (name.endsWith(".safetensors") ? ", \"lfs\": {\"sha256\": \"" + hashes.get(name) + "\"}" : "")
                + "}"));
        return "{\"sha\": \"" + COMMIT + "\", \"siblings\": [" + String.join(", ", siblings) + "]}";
    }

    private void store(HttpExchange exchange) throws IOException {
        assertThat(exchange.getRequestHeaders()).doesNotContainKey("Authorization");
        byte[] content = files.get(exchange.getRequestURI().getPath().substring(1));
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add("storage " + range);
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        byte[] rest = Arrays.copyOfRange(content, from, content.length);
        if (rest.length > cutAfter) {
            exchange.sendResponseHeaders(range == null ? 200 : 206, rest.length);
            exchange.getResponseBody().write(rest, 0, cutAfter);
            exchange.getResponseBody().flush();
            return;
        }
        send(exchange, range == null ? 200 : 206, rest);
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private Path fetch(String name, String token) {
        Map<String, String> environment = new HashMap<>(Map.of("HF_ENDPOINT", address(hub) + "/"));
        if (token != null) {
            environment.put("HF_TOKEN", token);
        }
        return HubModel.named(name, environment).fetch(cache, progress::add, false);
    }

    private Path fetchWithPickles() {
        return HubModel.named("owner/name", Map.of("HF_ENDPOINT", address(hub))).fetch(cache, progress::add, true);
    }

    @Test
    void downloadsTheFilesOfTheModelOnce() throws IOException {
        Path folder = fetch("owner/name", null);
        for (String name : List.of("config.json", "tokenizer.json", "model.safetensors")) {
            assertThat(folder.resolve(name)).hasBinaryContent(files.get(name));
        }
        assertThat(folder.toFile().list()).hasSize(3);
        int asked = requests.size();
        assertThat(fetch("owner/name", null)).isEqualTo(folder);
        assertThat(requests).hasSize(asked);
        assertThat(progress).anyMatch(message -> message.contains("model.safetensors"));
    }

    @Test
    void theConfigurationAloneIsDownloadedWhereTheModelIsNotInTheCache() throws IOException {
        Path alone = configuration();

        assertThat(alone.toFile().list()).containsExactly("config.json");
        assertThat(alone.resolve("config.json")).content().contains("llama");
        assertThat(requests).containsExactly("/owner/name/resolve/main/config.json");
        assertThat(configuration()).isEqualTo(alone);
        assertThat(requests).hasSize(1);
        // It is no model.
        Path model = fetch("owner/name", null);
        assertThat(model.resolve("model.safetensors")).exists();
        assertThat(configuration()).isEqualTo(model);
    }

    private Path configuration() {
        return HubModel.named("owner/name", Map.of("HF_ENDPOINT", address(hub))).fetchConfiguration(cache);
    }

    @Test
    void theTokenIsSentToTheHubOnly() {
        gated = true;
        assertThatThrownBy(() -> fetch("owner/name", null))
                .isInstanceOf(ModelSourceException.class)
                .hasMessageContaining("HF_TOKEN");
        // The handler of the storage fails if it receives the token.
        assertThat(fetch("owner/name", TOKEN).resolve("model.safetensors"))
                .hasBinaryContent(files.get("model.safetensors"));
    }

    @Test
    void anInterruptedDownloadResumes() {
        cutAfter = 3_000;
        Path folder = fetch("owner/name", null);
        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(files.get("model.safetensors"));
        assertThat(requests).contains("storage null", "storage bytes=3000-", "storage bytes=6000-");
    }

    @Test
    void aLaterCallResumesTheDownload() {
        cutAfter = 1_000;
        assertThatThrownBy(() -> fetch("owner/name", null)).isInstanceOf(ModelSourceException.class);
        cutAfter = Integer.MAX_VALUE;
        fetch("owner/name", null);
        assertThat(requests).contains("storage bytes=5000-");
    }

    @Test
    void shardsAreDownloadedIfThereIsNoSingleFile() throws Exception {
        files.remove("model.safetensors");
        file("model-00001-of-00002.safetensors", "first");
        file("model-00002-of-00002.safetensors", "second");
        file("model.safetensors.index.json", "{}");
        assertThat(fetch("owner/name", null).toFile().list()).hasSize(5);
    }

    @Test
    void damagedWeightsAreRejected() {
        hashes.put("model.safetensors", "0".repeat(64));
        assertThatThrownBy(() -> fetch("owner/name", null))
                .isInstanceOf(ModelSourceException.class)
                .hasMessageContaining("model.safetensors: was rejected because its SHA-256 is not");
        assertThat(cache.resolve("hf/owner--name")).doesNotExist();
    }

    @Test
    void picklesAreNotDownloaded() {
        files.remove("model.safetensors");
        assertThatThrownBy(() -> fetch("owner/name", null))
                .hasMessageContaining("no safetensors weights")
                .hasMessageContaining("deploy/trainer/to_safetensors.py MODEL FOLDER");
        assertThat(requests).noneMatch(request -> request.endsWith(".bin"));
    }

    @Test
    void picklesAreDownloadedForWhoReadsThemSafelyIfThereIsNothingElse() throws Exception {
        assertThat(fetchWithPickles().toFile().list())
                .contains("model.safetensors")
                .doesNotContain("pytorch_model.bin");

        files.remove("model.safetensors");
        file("pytorch_model.bin.index.json", "{}");
        file("pytorch_model-00001-of-00002.bin", "first");
        TensorFolder.delete(cache.resolve("hf"));
        assertThat(fetchWithPickles().toFile().list())
                .containsExactlyInAnyOrder("config.json", "tokenizer.json", "pytorch_model.bin");

        files.remove("pytorch_model.bin");
        TensorFolder.delete(cache.resolve("hf"));
        assertThat(fetchWithPickles().toFile().list())
                .containsExactlyInAnyOrder(
                        "config.json",
                        "tokenizer.json",
                        "pytorch_model.bin.index.json",
                        "pytorch_model-00001-of-00002.bin");
    }

    @Test
    void aModelWithoutWeightsIsNoModel() {
        files.remove("model.safetensors");
        files.remove("pytorch_model.bin");
        assertThatThrownBy(this::fetchWithPickles)
                .isInstanceOf(ModelSourceException.class)
                .hasMessageContaining("has no weights");
    }

    @Test
    void aMissingModelIsNamed() {
        assertThatThrownBy(() -> fetch("owner/other", null))
                .isInstanceOf(ModelSourceException.class)
                .hasMessageStartingWith("model hf:owner/other: there is no such model");
    }

    @Test
    void anUnreachableHubIsNamed() {
        String closed = address(storage);
        storage.stop(0);
        assertThatThrownBy(() -> HubModel.named("owner/name", Map.of("HF_ENDPOINT", closed))
                        .fetch(cache, progress::add, false))
                .isInstanceOf(ModelSourceException.class)
                .hasMessageContaining(closed + " cannot be reached")
                .hasMessageContaining("HF_ENDPOINT")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> HubModel.named("owner/name", Map.of("HF_ENDPOINT", "nonsense")))
                .hasMessageContaining("HF_ENDPOINT is not an http(s) address");
    }

    @Test
    void aCachedModelNeedsNoHub() {
        Path folder = fetch("owner/name", null);
        hub.stop(0);
        assertThat(fetch("owner/name", null)).isEqualTo(folder);
        assertThat(Files.exists(folder.resolve("config.json"))).isTrue();
    }
}
