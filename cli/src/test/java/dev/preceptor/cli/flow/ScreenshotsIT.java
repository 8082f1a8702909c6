package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import dev.preceptor.contracts.Json;
import dev.preceptor.standalone.LoopbackPort;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the screenshots of the documentation: it executes the run of {@code demo.yaml} and shows its pages. Not part of the tests; the
 * system property {@code screenshots} names the folder to write to. With {@code screenshots.data}, a folder, a finished run is used again.
 */
@EnabledIfSystemProperty(
        named = "screenshots",
        matches = ".+",
        disabledReason = "-Dscreenshots=FOLDER takes screenshots")
class ScreenshotsIT {

    private static final int LARGEST_BYTES = 150_000;

    /** A teacher that has a price, so that the page of a new run shows an estimate. */
    private static final String SPECIFICATION =
            """
            name: my-run
            preset: laptop
            rounds: 2
            teacher:
              backend: openai
              baseUrl: https://api.openai.com/v1
              model: gpt-4o-mini
              apiKeyEnv: OPENAI_API_KEY
              budgetUsd: 5
            """;

    /** A page, an element that it shows when it is complete, the part of it to begin with, and the greatest height. */
    private record Shot(String address, String complete, String top, int height) {}

    private enum Width {
        WIDE(1280, 800),
        NARROW(360, 740);

        private final int width;
        private final int height;

        Width(int width, int height) {
            this.width = width;
            this.height = height;
        }
    }

    private final int port = LoopbackPort.free();
    private final String server = "http://localhost:" + port;
    private final Path root = Path.of(System.getProperty("preceptor.root"));

    @TempDir
    Path folder;

    @Test
    void takesThem() throws Exception {
        Browser.assumeInstalled();
        Path data = Path.of(
                System.getProperty("screenshots.data", folder.resolve("data").toString()));
        try (PackagedCommandLine serve = command("serve", "--port", "" + port, "--data", data.toString())) {
            serve.awaitWord("Serving on");
            try (PackagedCommandLine run =
                    command("run", root.resolve("demo.yaml").toString(), "--server", server, "--json", "-")) {
                run.awaitEnd();
                take(Json.mapper().readTree(run.out()).path("runId").asText());
            }
            serve.interrupt();
            serve.end();
        }
    }

    private PackagedCommandLine command(String... arguments) throws Exception {
        // The student of the demo is in the home folder if the demo was run before.
        String home = Path.of(System.getProperty("user.home"), ".preceptor").toString();
        return PackagedCommandLine.start(folder.resolve("home"), Map.of("PRECEPTOR_HOME", home), arguments);
    }

    private void take(String runId) throws Exception {
        Path target = root.resolve(System.getProperty("screenshots"));
        Files.createDirectories(target);
        String run = "/#/runs/" + runId;
        Map<String, Shot> shots = new LinkedHashMap<>();
        shots.put("runs", new Shot("/#/runs", ".runs tbody tr", "body", 420));
        shots.put("run", new Shot(run, ".curves .u-legend", "body", 800));
        shots.put("training", new Shot(run, ".curves .u-legend", ".curves", 640));
        shots.put("lessons", new Shot(run + "/lessons", "[role=option]", "body", 520));
        shots.put(
                "lesson",
                new Shot("/#/runs/" + runId + "/lesson?task=" + taughtTask(runId), ".diff .added", "body", 800));
        shots.put("checkpoints", new Shot(run + "/checkpoints", ".checkpoint-exam", "body", 800));
        shots.put("new-run", new Shot("/#/new", "#estimate table", "body", 800));
        shots.put("machine-room", new Shot("/#/machines", ".topics tbody tr", "body", 800));
        Map<String, Long> sizes = new LinkedHashMap<>();
        try (Browser browser = Browser.start(folder.resolve("browser"))) {
            browser.open(server + "/#/runs");
            browser.value("sessionStorage.setItem('new-run', " + Json.mapper().writeValueAsString(SPECIFICATION) + ")");
            for (Map.Entry<String, Shot> shot : shots.entrySet()) {
                for (Width width : Width.values()) {
                    browser.size(width.width, width.height);
                    browser.open("about:blank");
                    browser.open(server + shot.getValue().address());
                    browser.await("document.querySelector(\"" + shot.getValue().complete() + "\")");
                    for (boolean dark : List.of(false, true)) {
                        browser.theme(dark);
                        browser.value(
                                "document.querySelector('" + shot.getValue().top() + "').scrollIntoView()");
                        String name = shot.getKey() + (width == Width.NARROW ? "-narrow" : "") + (dark ? "-dark" : "");
                        Path file = target.resolve(name + ".png");
                        browser.page()
                                .screenshot(new Page.ScreenshotOptions()
                                        .setPath(file)
                                        .setClip(
                                                0,
                                                0,
                                                width.width,
                                                Math.min(
                                                        width.height,
                                                        shot.getValue().height())));
                        sizes.put(name, Files.size(file));
                    }
                }
            }
            assertThat(browser.problems()).isEmpty();
            assertThat(sizes)
                    .allSatisfy((name, bytes) -> assertThat(bytes).as(name).isLessThan(LARGEST_BYTES));
        }
    }

    private String taughtTask(String runId) throws Exception {
        URI address = URI.create(server + "/runs/" + runId + "/lessons?limit=1&outcome=TAUGHT");
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        JsonNode lesson = Json.mapper().readTree(response.body()).get(0);
        return lesson.path("taskId").asText().replace("/", "%2F");
    }
}
