package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.artifactstore.SoftTargetFile;
import dev.preceptor.artifactstore.SoftTargetRows;
import dev.preceptor.cli.CommandLineCall;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.RoundReport;
import dev.preceptor.contracts.report.RunReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose teacher reports log-probabilities, through the real broker. */
class SoftLessonsRunIT {

    @TempDir
    static Path home;

    private static ServeProcess services;

    @TempDir
    Path folder;

    @BeforeAll
    static void startServices() throws Exception {
        services = ServeProcess.start(home);
    }

    @AfterAll
    static void stopServices() {
        services.close();
    }

    /**
     * The teacher mends three of four tasks; at one of them it reports no log-probabilities. The checkpoint is then itself the teacher of a
     * second run, at the endpoint of student-service: it mends nothing, but its log-probabilities are kept. It is also the teacher of a third
     * run, in which it scores the attempts that it could not mend. In a fourth run the student scores its own attempts.
     */
    @Test
    void theTeachersLogProbabilitiesAreKeptAndTrainedOnAndDeletedWithTheRun() throws Exception {
        Path specification = TinyRun.in(folder);
        withContextFor(8192);
        try (VllmServer teacher = new VllmServer(
                Map.of("double", "2 * n", "square", "n * n", "half", "n // 2"),
                Set.of("half"),
                folder.resolve("model"))) {
            RunReport report = run(specification, "soft", teacher.baseUrl(), "scripted", ", soft: {weight: 0.75}");

            assertThat(report.state()).isEqualTo(Run.State.FINISHED);
            assertThat(report.ledger()).isEqualTo(new Ledger(0, 3, 1, 0, 0));
            assertThat(teacher.request("double").path("top_logprobs").asInt()).isEqualTo(2);
            assertThat(log()).contains("2 examples have soft targets");
            List<JsonNode> examples = services.exported(report.runId());
            assertThat(examples).hasSize(3);
            for (JsonNode example : examples) {
                String function = example.at("/lineage/taskId").asText().replace("tiny/", "");
                assertThat(example.has("softTargets")).as(function).isEqualTo(!function.equals("half"));
                if (example.has("softTargets")) {
                    SoftTargetRows rows = rows(example.get("softTargets"));
                    assertThat(rows.tokens()).isEqualTo(teacher.tokens(function));
                    assertThat(rows.logProbabilities()[0]).isEqualTo(-0.125f);
                }
            }
            assertThat(lesson(report, "tiny/half")
                            .at("/refinements/0/logprobs/problem")
                            .asText())
                    .contains("it ignores logprobs");

            RunReport second = run(specification, "own", services.address() + "/v1", servedCheckpoint(), "");
            assertThat(second.ledger()).isEqualTo(new Ledger(0, 0, 4, 0, 0));
            assertThat(filesOf(second)).isNotEmpty();

            requireScoredAttempts(scoredRun(specification));
            requireScoresOfItself(runScoredByItself(specification));

            // Of the answer that failed, too.
            assertThat(filesOf(report)).hasSize(3);
            delete(report);
            assertThat(filesOf(report)).isEmpty();
            assertThat(filesOf(second)).isNotEmpty();
        }
    }

    /** Each of the four attempts fails, and no answer passes. Each becomes an example: its own tokens with the teacher's log-probabilities at each of them. */
    private void requireScoredAttempts(RunReport report) throws Exception {
        assertThat(report.state()).isEqualTo(Run.State.FINISHED);
        assertThat(report.method()).isEqualTo("persd + opd");
        assertThat(report.ledger()).isEqualTo(new Ledger(0, 4, 0, 0, 0));
        assertThat(report.teacher().calls()).as("an answer and a score of each").isEqualTo(8);
        List<JsonNode> examples = services.exported(report.runId(), "scores");
        assertThat(examples).hasSize(4);
        int tokens = 0;
        for (JsonNode example : examples) {
            SoftTargetRows rows = rows(example.get("softTargets"));
            assertThat(Json.mapper().<JsonNode>valueToTree(rows.tokens())).isEqualTo(example.get("tokens"));
            assertThat(rows.width()).isEqualTo(3);
            assertThat(example.at("/checkpoint/round").asInt()).isZero();
            assertThat(example.at("/lineage/trained")).hasSize(1);
            tokens += rows.rows();
        }
        assertThat(report.rounds().get(0).scored()).isEqualTo(new RoundReport.Scored(4, tokens, Map.of(0, 4), 0));
        assertThat(services.exported(report.runId())).isEmpty();
        assertThat(lesson(report, "tiny/unknown").at("/refinements/1/outcome").asText())
                .isEqualTo("SCORED");
        assertThat(filesOf(report)).hasSize(4);
    }

    /** The student as it came is its own teacher, at the endpoint of student-service. */
    private void requireScoresOfItself(RunReport report) {
        assertThat(report.state()).isEqualTo(Run.State.FINISHED);
        assertThat(report.method()).isEqualTo("opd");
        assertThat(report.ledger()).isEqualTo(new Ledger(0, 4, 0, 0, 0));
        assertThat(report.teacher().calls()).isEqualTo(4);
        assertThat(report.teacher().costUsd()).isZero();
    }

    private RunReport runScoredByItself(Path specification) throws Exception {
        Files.writeString(
                specification,
                """
                name: self
                student: {model: "%s"}
                teacher: {backend: self}
                tasks: {practice: practice.jsonl, exam: exam.jsonl}
                method: opd
                opd: {loss: k1, context: [solution]}
                practice: {maxTokens: 8}
                training: {epochs: 1, learningRate: 1.0e-3, batchTokens: 512, maxLength: 1024}
                exam: {maxTokens: 8}
                """
                        .formatted(folder.resolve("model")));
        return finished(specification, "self");
    }

    private RunReport scoredRun(Path specification) throws Exception {
        Files.writeString(
                specification,
                """
                name: scored
                student: {model: "%s"}
                teacher: {backend: openai, baseUrl: "%s/v1", model: "%s", budgetUsd: 1, maxTokens: 24,
                          pricePerMillionTokens: {prompt: 1.0, completion: 2.0}}
                tasks: {practice: practice.jsonl, exam: exam.jsonl}
                methods: [persd, opd]
                opd: {topK: 3, context: [feedback, solution]}
                practice: {maxTokens: 8}
                training: {epochs: 1, learningRate: 1.0e-3, batchTokens: 512, maxLength: 1024}
                exam: {maxTokens: 8}
                """
                        .formatted(folder.resolve("model"), services.address(), servedCheckpoint()));
        return finished(specification, "scored");
    }

    private RunReport run(Path specification, String name, String baseUrl, String model, String soft) throws Exception {
        Files.write(
                folder.resolve("attempts.jsonl"),
                Stream.of("double", "square", "half", "unknown")
                        .map(task ->
                                "{\"taskId\": \"tiny/%s\", \"code\": \"def f(n):\\n    return 0\\n\"}".formatted(task))
                        .toList());
        Files.writeString(
                specification,
                """
                name: %s
                student: {model: "%s"}
                teacher: {backend: openai, baseUrl: "%s", model: "%s", budgetUsd: 1, maxTokens: 24, logprobs: 2,
                          pricePerMillionTokens: {prompt: 1.0, completion: 2.0}}
                tasks: {practice: practice.jsonl, exam: exam.jsonl}
                method: persd
                practice: {maxTokens: 8, recorded: attempts.jsonl}
                training: {epochs: 1, learningRate: 1.0e-3, batchTokens: 512, maxLength: 1024%s}
                exam: {maxTokens: 8}
                """
                        .formatted(name, folder.resolve("model"), baseUrl, model, soft));
        return finished(specification, name);
    }

    private RunReport finished(Path specification, String name) throws Exception {
        Path json = folder.resolve(name + ".json");
        CommandLineCall run = CommandLineCall.of(
                "run", specification.toString(), "--server", services.address(), "--json", json.toString());
        assertThat(run.status()).as(run.err()).isZero();
        return Json.mapper().readValue(json.toFile(), RunReport.class);
    }

    /** The teacher's prompts are long, and each of the fixture's tokens is a few bytes at most. */
    private void withContextFor(int tokens) throws IOException {
        Path configuration = folder.resolve("model").resolve("config.json");
        Files.writeString(
                configuration,
                Files.readString(configuration)
                        .replace("\"max_position_embeddings\": 1024", "\"max_position_embeddings\": " + tokens));
    }

    private static String log() throws IOException {
        return Files.readString(ServeProcess.data(home).resolve("preceptor.log"));
    }

    private static Path artifacts() {
        return ServeProcess.data(home).resolve("artifacts");
    }

    private static SoftTargetRows rows(JsonNode address) throws IOException {
        return SoftTargetFile.read(
                Files.readAllBytes(Path.of(URI.create(address.get("uri").asText()))));
    }

    private static List<Path> filesOf(RunReport run) throws IOException {
        Path folder = artifacts().resolve("soft-targets").resolve(run.runId());
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static JsonNode lesson(RunReport report, String task) throws Exception {
        for (JsonNode lesson : Json.mapper().readTree(body("GET", "/runs/" + report.runId() + "/lessons"))) {
            if (lesson.path("taskId").asText().equals(task)) {
                return lesson;
            }
        }
        throw new AssertionError("no lesson of " + task);
    }

    /** The name under which student-service serves the checkpoint of the first run. */
    private static String servedCheckpoint() throws Exception {
        for (JsonNode model : Json.mapper().readTree(body("GET", "/v1/models")).path("data")) {
            if (model.path("id").asText().startsWith("checkpoint:")) {
                return model.path("id").asText();
            }
        }
        throw new AssertionError("no checkpoint is served");
    }

    private static void delete(RunReport report) throws Exception {
        body("DELETE", "/runs/" + report.runId());
    }

    private static String body(String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(services.address() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }
}
