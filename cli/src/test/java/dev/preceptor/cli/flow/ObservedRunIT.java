package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.preceptor.cli.CommandLineCall;
import dev.preceptor.contracts.Json;
import dev.preceptor.standalone.LoopbackPort;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person who watches a run sees of it: traces, metrics and logs, each as the documentation says. */
class ObservedRunIT {

    private static final Path ROOT = Path.of(System.getProperty("preceptor.root"));
    private static final String TASK = "observed/works";

    @TempDir
    Path folder;

    /** Micrometer looks for a consumer's partitions once a minute, which is longer than the run here. */
    private static final String SHOWN_AFTER_A_MINUTE = "kafka_consumer_fetch_manager_records_lag";

    @Test
    void tracesMetricsAndLogsTellWhatBecameOfATask() throws Exception {
        URI address = URI.create("http://localhost:" + LoopbackPort.free());
        Path log = folder.resolve("data").resolve("preceptor.log");
        Set<String> shown;
        List<Span> spans;
        try (ChatServer teacher = new ChatServer();
                TraceCollector collector = new TraceCollector();
                PackagedCommandLine server = serve(address, collector)) {
            server.awaitWord("Serving on " + address);
            run(address, teacher);
            shown = MetricsPage.of(address);
            server.interrupt();
            server.end();
            spans = collector.spans();
        }
        theSpansOfATaskAreOneTrace(spans);
        theMetricsAreThoseOfTheDocumentation(shown);
        theLogNamesRunAndTask(log);
    }

    private static void theSpansOfATaskAreOneTrace(List<Span> spans) {
        List<ByteString> traces = spans.stream()
                .filter(span -> span.getName().equals("training-examples publish"))
                .map(Span::getTraceId)
                .distinct()
                .toList();
        assertThat(traces).as("one task was taught").hasSize(1);
        List<Span> trace = spans.stream()
                .filter(span -> span.getTraceId().equals(traces.get(0)))
                .toList();

        assertThat(trace)
                .extracting(Span::getName)
                .contains(
                        "assignments publish",
                        "attempt",
                        "attempts publish",
                        "judge",
                        "test-results publish",
                        "teach",
                        "refinements publish");
        assertThat(trace)
                .filteredOn(span -> span.getName().equals("judge"))
                .as("the attempt and its refinement")
                .hasSize(2);
        Set<ByteString> ids = trace.stream().map(Span::getSpanId).collect(Collectors.toSet());
        assertThat(trace)
                .filteredOn(span -> !ids.contains(span.getParentSpanId()))
                .as("where it begins")
                .extracting(Span::getName)
                .containsExactly("assignments publish");
        assertThat(trace)
                .flatExtracting(Span::getAttributesList)
                .filteredOn(attribute -> attribute.getKey().equals("preceptor.task"))
                .extracting(attribute -> attribute.getValue().getStringValue())
                .containsOnly(TASK);
    }

    private static void theMetricsAreThoseOfTheDocumentation(Set<String> shown) throws IOException {
        Set<String> documented = MetricsPage.documented(ROOT.resolve("docs/METRICS.md"));
        Set<String> queried = new TreeSet<>(MetricsPage.queried(ROOT.resolve("deploy/grafana/preceptor.json")));
        queried.addAll(MetricsPage.queried(ROOT.resolve("deploy/prometheus/alerts.yml")));
        Set<String> ours = shown.stream()
                .filter(name -> name.startsWith("preceptor_"))
                .map(name -> name.replaceFirst("_max$", "_sum"))
                .collect(Collectors.toCollection(TreeSet::new));

        documented.remove(SHOWN_AFTER_A_MINUTE);
        queried.remove(SHOWN_AFTER_A_MINUTE);
        assertThat(shown).as("documented").containsAll(documented);
        assertThat(documented).as("ours").containsAll(ours);
        assertThat(shown).as("asked for by dashboard and alerts").containsAll(queried);
        assertThat(queried).contains("preceptor_judgements_seconds_count", "kafka_producer_record_send_total");
    }

    private static void theLogNamesRunAndTask(Path log) throws IOException {
        List<JsonNode> lines = Files.readAllLines(log).stream()
                .map(ObservedRunIT::json)
                .filter(line -> line.get("loggerName").asText().startsWith("dev.preceptor."))
                .toList();
        List<JsonNode> ofATask = lines.stream()
                .filter(line -> line.get("loggerName").asText().matches(".*\\.(Student|Executor|Teacher)Stage"))
                .toList();

        assertThat(ofATask).isNotEmpty().allSatisfy(line -> assertThat(
                        line.path("mdc").path("task").asText())
                .isNotEmpty());
        assertThat(lines)
                .filteredOn(line -> line.get("message").asText().contains("observed-"))
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(line.path("mdc").path("run").asText()).startsWith("observed-"));
        assertThat(lines).noneMatch(line -> line.has("exception"));
    }

    private static JsonNode json(String line) {
        try {
            return Json.mapper().readTree(line);
        } catch (IOException e) {
            throw new AssertionError("no line of JSON: " + line, e);
        }
    }

    private PackagedCommandLine serve(URI address, TraceCollector collector) throws IOException {
        return PackagedCommandLine.start(
                folder.resolve("home"),
                Map.of(
                        "QUARKUS_OTEL_SDK_DISABLED", "false",
                        "MP_MESSAGING_CONNECTOR_SMALLRYE_KAFKA_TRACING_ENABLED", "true",
                        "QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
                        "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint(),
                        "QUARKUS_LOG_FILE_JSON_ENABLED", "true",
                        "QUARKUS_LOG_CATEGORY__DEV_PRECEPTOR__LEVEL", "DEBUG"),
                "serve",
                "--port",
                Integer.toString(address.getPort()),
                "--kafka-port",
                Integer.toString(LoopbackPort.free()),
                "--data",
                folder.resolve("data").toString());
    }

    private void run(URI address, ChatServer teacher) throws Exception {
        TinyRun.in(folder);
        Files.writeString(
                folder.resolve("practice.jsonl"),
                """
                {"id": "%s", "prompt": "Write works(n).", "entryPoint": "works", "tests": ["assert works(2) == 4"]}
                """
                        .formatted(TASK));
        Path specification = Files.writeString(
                folder.resolve("observed.yaml"),
                """
                name: observed
                student: {model: "%s"}
                teacher: {backend: openai, baseUrl: "%s", model: scripted, budgetUsd: 1, maxTokens: 64,
                          pricePerMillionTokens: {prompt: 1.0, completion: 2.0}}
                tasks: {practice: practice.jsonl, exam: exam.jsonl}
                method: persd
                practice: {maxTokens: 8}
                training: {epochs: 1, learningRate: 1.0e-3, batchTokens: 512, maxLength: 1024}
                exam: {maxTokens: 8}
                """
                        .formatted(folder.resolve("model"), teacher.baseUrl()));
        CommandLineCall run = CommandLineCall.of("run", specification.toString(), "--server", address.toString());
        assertThat(run.status()).as(run.err()).isZero();
    }
}
