package dev.preceptor.cli.flow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** Chromium without a window, driven by the DevTools protocol: a person at a page. */
final class Browser implements AutoCloseable {

    static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    private static final long PATIENCE_SECONDS = 90;

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private String session;

    /** Starts it with an empty profile in this folder. */
    static Browser start(Path folder) throws Exception {
        Files.createDirectories(folder);
        Path log = folder.resolve("chromium.log");
        Process process = new ProcessBuilder(
                        CHROMIUM.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--remote-debugging-port=0",
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        // Chromium writes its port and path when it listens.
        Path address = folder.resolve("profile").resolve("DevToolsActivePort");
        try {
            Awaitility.await("Chromium listens")
                    .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .until(() ->
                            Files.exists(address) && Files.readAllLines(address).size() == 2);
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw new AssertionError(Files.readString(log), e);
        }
        List<String> lines = Files.readAllLines(address);
        return new Browser(process, URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)));
    }

    private Browser(Process process, URI address) throws Exception {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, new Messages())
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        String target = send("Target.createTarget", Map.of("url", "about:blank"))
                .path("targetId")
                .asText();
        session = send("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .path("sessionId")
                .asText();
        for (String domain : List.of("Page", "Runtime", "Log")) {
            send(domain + ".enable", Map.of());
        }
    }

    /** Exceptions of scripts, dialogs that scripts opened, and what the content security policy refused. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    void size(int width, int height) throws Exception {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    void open(String address) throws Exception {
        send("Page.navigate", Map.of("url", address));
    }

    /** The value of an expression in the page. */
    JsonNode value(String expression) throws Exception {
        JsonNode answer =
                send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** Waits until an expression is true in the page. */
    void await(String expression) throws Exception {
        try {
            Awaitility.await(expression)
                    .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .until(() -> value("Boolean(" + expression + ")").asBoolean());
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "waited in vain for " + expression + " on: "
                            + value("document.body.innerText").asText() + problems,
                    e);
        }
    }

    /** Waits until the page shows a text. */
    void awaitText(String text) throws Exception {
        await("document.body.innerText.includes(" + quoted(text) + ")");
    }

    /** Waits for an element and clicks on it. */
    void click(String selector) throws Exception {
        String element = "document.querySelector(" + quoted(selector) + ")";
        await(element + " && !" + element + ".disabled");
        value(element + ".click()");
    }

    /** Types into an element, as events tell a page. */
    void type(String selector, String text) throws Exception {
        String element = "document.querySelector(" + quoted(selector) + ")";
        await(element);
        value(element + ".focus(); " + element + ".select?.()");
        send("Input.insertText", Map.of("text", text));
    }

    void press(String key) throws Exception {
        Map<String, Integer> codes =
                Map.of("Enter", 13, "ArrowLeft", 37, "ArrowRight", 39, "ArrowDown", 40, "End", 35, "Home", 36);
        for (String kind : List.of("rawKeyDown", "keyUp")) {
            send(
                    "Input.dispatchKeyEvent",
                    Map.of("type", kind, "key", key, "code", key, "windowsVirtualKeyCode", codes.get(key)));
        }
    }

    private static String quoted(String text) throws JsonProcessingException {
        return Json.mapper().writeValueAsString(text);
    }

    private JsonNode send(String method, Map<String, ?> parameters) throws Exception {
        int id = lastId.incrementAndGet();
        ObjectNode message = Json.mapper().createObjectNode().put("id", id).put("method", method);
        message.set("params", Json.mapper().valueToTree(parameters));
        if (session != null) {
            message.put("sessionId", session);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        open.put(id, answer);
        socket.sendText(message.toString(), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(method + " " + parameters, e);
        }
    }

    private void received(JsonNode message) {
        CompletableFuture<JsonNode> asked = open.remove(message.path("id").asInt());
        if (asked != null) {
            if (message.has("error")) {
                asked.completeExceptionally(new IOException(message.get("error").toString()));
            } else {
                asked.complete(message.path("result"));
            }
        }
        JsonNode parameters = message.path("params");
        switch (message.path("method").asText()) {
            case "Runtime.exceptionThrown" ->
                problems.add(parameters.path("exceptionDetails").toString());
            case "Page.javascriptDialogOpening" -> problems.add("dialog: " + parameters.path("message"));
            case "Log.entryAdded" -> {
                // Answers such as 401 and a server that is away are part of the tests.
                if (parameters.at("/entry/level").asText().equals("error")
                        && !parameters.at("/entry/source").asText().equals("network")) {
                    problems.add(parameters.path("entry").toString());
                }
            }
            default -> {
                // The other events are of no interest here.
            }
        }
    }

    /** Puts messages together that come in parts. */
    private final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                try {
                    received(Json.mapper().readTree(text.toString()));
                } catch (JsonProcessingException e) {
                    problems.add(e.toString());
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
