package dev.preceptor.student.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.student.Settings;
import dev.preceptor.student.StudentConfiguration;
import dev.preceptor.student.djl.LoadedModels;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The endpoint on a port of its own, with the tiny models of language-model's fixtures. */
public final class ServedStudent implements AutoCloseable {

    public static final Path FIXTURES =
            Path.of(System.getProperty("preceptor.root"), "language-model/src/test/resources/fixtures");

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final LoadedModels models;
    private final HttpServer server;

    /**
     * @param folder for models and artifacts
     * @param settings by their names without {@code student.}
     */
    public ServedStudent(Path folder, Map<String, String> settings) {
        StudentConfiguration configuration = Settings.of(folder, 4, settings);
        models = new LoadedModels(configuration);
        Router router = Router.router(vertx);
        new CompletionRoutes(configuration, new ServedModels(configuration, models, id -> Optional.empty()))
                .install(router);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** A model of random weights, with a context that holds our prompts: its positions are rotary, so any length will do. */
    public static Path model(Path target, int context) {
        try (Stream<Path> files = Files.list(FIXTURES.resolve("llama"))) {
            Files.createDirectories(target);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
            Path configuration = target.resolve("config.json");
            Files.writeString(
                    configuration,
                    Files.readString(configuration)
                            .replace("\"max_position_embeddings\": 128", "\"max_position_embeddings\": " + context));
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public LoadedModels models() {
        return models;
    }

    public String baseUrl() {
        return "http://localhost:" + server.actualPort() + "/v1";
    }

    HttpRequest request(String path, String body) {
        return HttpRequest.newBuilder(URI.create(baseUrl() + path))
                .POST(BodyPublishers.ofString(body.replace('\'', '"')))
                .build();
    }

    HttpResponse<String> post(String path, String body) {
        return send(request(path, body));
    }

    /** Posts to a path beside {@code /v1}. */
    HttpResponse<String> postToRoot(String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(baseUrl().replace("/v1", path)))
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(baseUrl() + path)).build());
    }

    HttpClient client() {
        return client;
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return Json.mapper().readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        models.close();
    }
}
