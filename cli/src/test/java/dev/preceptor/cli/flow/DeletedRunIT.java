package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.cli.CommandLineCall;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.standalone.LoopbackPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run is deleted on request and by its age; asked for anew, it begins anew. */
class DeletedRunIT {

    @TempDir
    Path folder;

    private final int port = LoopbackPort.free();
    private Path specification;

    @BeforeEach
    void write() throws IOException {
        specification = TinyRun.in(folder);
        Files.writeString(
                specification,
                Files.readString(specification).replace("model: model", "model: \"" + folder.resolve("model") + "\""));
    }

    @Test
    void nothingOfItIsLeftAndTheSameRequestMakesTheSameCheckpointAgain() throws Exception {
        RunReport again;
        try (PackagedCommandLine server = serve(Map.of())) {
            RunReport first = run();
            assertThat(artifacts("checkpoints")).isNotEmpty();
            assertThat(artifacts("data-sets")).isNotEmpty();

            HttpResponse<String> deleted = send("DELETE", "/runs/" + first.runId());

            assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(200);
            assertThat(deleted.body()).contains("until the retention of their topics", "in the purse");
            assertThat(send("GET", "/runs/" + first.runId()).statusCode()).isEqualTo(404);
            assertThat(send("DELETE", "/runs/" + first.runId()).statusCode()).isEqualTo(404);
            assertThat(runs()).isEmpty();
            assertThat(artifacts("checkpoints")).isEmpty();
            assertThat(artifacts("data-sets")).isEmpty();

            again = run();
            assertThat(again.runId()).isEqualTo(first.runId());
            assertThat(again.ledger()).isEqualTo(first.ledger());
            assertThat(again.rounds().get(0).checkpoint())
                    .isEqualTo(first.rounds().get(0).checkpoint());
            assertThat(again.exams()).hasSize(2);
            JsonNode lessons = Json.mapper()
                    .readTree(send("GET", "/runs/" + again.runId() + "/lessons").body());
            assertThat(lessons).hasSize(TinyRun.TEACHABLE + TinyRun.UNTEACHABLE);
            stop(server);
        }
        try (PackagedCommandLine server = serve(Map.of("RUN_RETENTION", "1S"))) {
            awaitNoRuns();
            assertThat(artifacts("checkpoints")).isEmpty();
            stop(server);
        }
        RecordedTopics topics = RecordedTopics.of(data());
        assertThat(topics.deadLetters()).isEmpty();
        assertThat(topics.events(Topic.RUNS, Run.class)).extracting(Run::runId).containsOnly(again.runId());
    }

    @Test
    void aRunThatGoesOnIsToBeCancelledFirst() throws Exception {
        try (PackagedCommandLine server = serve(Map.of())) {
            try (PackagedCommandLine command = command("run", specification.toString(), "--server", address())) {
                command.awaitWord("Practice, round 1");
                String runId = runs().get(0);

                HttpResponse<String> refused = send("DELETE", "/runs/" + runId);
                assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
                assertThat(refused.body()).contains("cancel it first, with POST /runs/" + runId + "/cancel");

                assertThat(send("POST", "/runs/" + runId + "/cancel").statusCode())
                        .isEqualTo(200);
                assertThat(send("DELETE", "/runs/" + runId).statusCode()).isEqualTo(200);
                assertThat(runs()).isEmpty();
            }
            RunReport anew = run();
            assertThat(anew.state()).isEqualTo(Run.State.FINISHED);
            assertThat(anew.exams()).hasSize(2);
            stop(server);
        }
    }

    @Test
    void theTrainingOfACancelledRunEnds() throws Exception {
        Files.writeString(specification, Files.readString(specification).replace("epochs: 2", "epochs: 100000"));
        try (PackagedCommandLine server = serve(Map.of())) {
            try (PackagedCommandLine command = command("run", specification.toString(), "--server", address())) {
                command.awaitWord("Training, round 1");
                String runId = runs().get(0);

                assertThat(send("POST", "/runs/" + runId + "/cancel").statusCode())
                        .isEqualTo(200);

                await("the training has not ended", () -> send("GET", "/q/metrics")
                        .body()
                        .contains("preceptor_trainer_jobs_seconds_count{outcome=\"cancelled\"} 1"));
                assertThat(send("DELETE", "/runs/" + runId).statusCode()).isEqualTo(200);
            }
            try (Stream<Path> work = Files.list(data().resolve("training"))) {
                assertThat(work.filter(Files::isDirectory)).isEmpty();
            }
            assertThat(artifacts("states")).isEmpty();
            stop(server);
        }
        RecordedTopics topics = RecordedTopics.of(data());
        assertThat(topics.events(Topic.CHECKPOINTS, Checkpoint.class))
                .extracting(checkpoint -> checkpoint.reference().round())
                .containsOnly(0);
        assertThat(topics.deadLetters()).isEmpty();
    }

    private PackagedCommandLine serve(Map<String, String> environment) throws Exception {
        PackagedCommandLine server = PackagedCommandLine.start(
                folder.resolve("home"),
                environment,
                "serve",
                "--port",
                "" + port,
                "--kafka-port",
                "" + LoopbackPort.free(),
                "--data",
                data().toString());
        server.awaitWord("Serving on " + address());
        return server;
    }

    private static void stop(PackagedCommandLine server) throws Exception {
        server.interrupt();
        assertThat(server.end()).isEqualTo(130);
        assertThat(server.err()).contains("Stopped. All data is kept in");
    }

    private RunReport run() throws Exception {
        CommandLineCall run = CommandLineCall.of("run", specification.toString(), "--server", address(), "--json", "-");
        assertThat(run.status()).as(run.err()).isZero();
        return Json.mapper().readValue(run.out(), RunReport.class);
    }

    private PackagedCommandLine command(String... arguments) throws IOException {
        return PackagedCommandLine.start(folder.resolve("home"), arguments);
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address() + path))
                .method(method, BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private List<String> runs() throws Exception {
        HttpResponse<String> response = send("GET", "/runs");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.mapper().readTree(response.body()).findValuesAsText("runId").stream()
                .distinct()
                .toList();
    }

    /** While its ledgers are read back, run-service answers 503. */
    private void awaitNoRuns() throws Exception {
        await("the run is there still", () -> send("GET", "/runs").statusCode() == 200 && runs().isEmpty());
    }

    private static void await(String otherwise, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as(otherwise).isLessThan(deadline);
            Thread.sleep(100);
        }
    }

    private List<Path> artifacts(String kind) throws IOException {
        Path place = data().resolve("artifacts").resolve(kind);
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.toList();
        }
    }

    private String address() {
        return "http://localhost:" + port;
    }

    private Path data() {
        return folder.resolve("data");
    }
}
