package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.comparison.ComparisonStatus;
import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.standalone.LoopbackPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comparisons are the server's: they go on without the terminal, after a restart, and on another replica. */
class ComparisonIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final String CONTINUES = "performs the job";
    private static final String STOPPED = "stopped the job";

    /** The supervisor first: it would start the others again. */
    private static final List<String> PROCESSES =
            List.of("up", "run-1", "run-2", "student-1", "executor-1", "teacher-1", "trainer-1", "eval-1", "broker");

    @TempDir
    Path folder;

    private final int port = LoopbackPort.free();
    private final int kafkaPort = LoopbackPort.free();
    private Path specification;

    @BeforeEach
    void write() throws IOException {
        specification = withAbsoluteModel(TinyRun.in(folder));
    }

    @AfterEach
    void endProcesses() throws IOException {
        for (String name : PROCESSES) {
            if (process(name).isPresent()) {
                kill(name);
            }
        }
    }

    @Test
    void itGoesOnWhereItWasAfterARestartOfTheServer() throws Exception {
        try (PackagedCommandLine server = serve()) {
            try (PackagedCommandLine command = compare(address(port))) {
                command.awaitWord("inpd (1 of 2)");
            }
            server.kill();
        }
        assertThat(Files.readString(serverLog())).contains(CONTINUES).doesNotContain("tiny-persd");
        Files.delete(serverLog());
        try (PackagedCommandLine server = serve()) {
            Awaitility.await().atMost(TIMEOUT).until(() -> comparisons(port).stream()
                    .anyMatch(one -> one.state() == Job.State.FINISHED));
            assertThat(Files.readString(serverLog())).contains(CONTINUES);

            theSameCommandFindsIt(port);
            server.interrupt();
            server.end();
        }
        theTopicsTellOfOnePracticeAndOneExamEach(RecordedTopics.of(data()));
    }

    @Test
    void anotherReplicaTakesOver() throws Exception {
        try (PackagedCommandLine up = start(
                "up",
                "--data",
                data().toString(),
                "--port",
                "" + port,
                "--kafka-port",
                "" + kafkaPort,
                "--replicas",
                "run=2")) {
            up.awaitWord("Serving on " + address(port));
            try (PackagedCommandLine command = compare(address(port))) {
                command.awaitWord("inpd (1 of 2)");
            }
            // On a busy machine the group may be rebalanced, so that the job is stopped and continued by the next
            // owner.
            Awaitility.await().atMost(TIMEOUT).until(() -> performs("run-1") != performs("run-2"));
            String owner = performs("run-1") ? "run-1" : "run-2";
            String other = owner.equals("run-1") ? "run-2" : "run-1";
            // The supervisor would start the killed process again.
            kill("up");
            kill(owner);

            theSameCommandFindsIt(portOf(other, up.err()));

            assertThat(performs(other)).isTrue();
        }
        endProcesses();
        theTopicsTellOfOnePracticeAndOneExamEach(RecordedTopics.of(data()));
    }

    @Test
    void aCancelledRunFailsItAndBadRequestsAreRefusedByTheirField() throws Exception {
        try (ChatServer teacher = new ChatServer();
                PackagedCommandLine server = serve()) {
            Files.write(folder.resolve("practice.jsonl"), List.of(TroubledTeacherIT.task("hangs")));
            Path hanging = withAbsoluteModel(Files.writeString(
                    folder.resolve("hanging.yaml"),
                    """
                    name: hanging
                    student: {model: model}
                    teacher: {backend: openai, baseUrl: "%s", model: scripted, budgetUsd: 0.05, maxTokens: 64,
                              pricePerMillionTokens: {prompt: 1.0, completion: 2.0}}
                    tasks: {practice: practice.jsonl, exam: exam.jsonl}
                    practice: {maxTokens: 8}
                    exam: {maxTokens: 8}
                    """
                            .formatted(teacher.baseUrl())));
            try (PackagedCommandLine command = compare(hanging, address(port))) {
                command.awaitWord("inpd (1 of 2)");
                ComparisonStatus running = comparisons(port).get(0);
                assertThat(running.state()).isEqualTo(Job.State.RUNNING);
                String run = running.runs().get(1);
                assertThat(run).startsWith("hanging-inpd-");
                assertThat(send("DELETE", "/runs/" + running.runs().get(0), null)
                                .body())
                        .contains("needed by the job " + running.comparisonId());
                HttpResponse<String> refused = send("DELETE", "/comparisons/" + running.comparisonId(), null);
                assertThat(refused.statusCode()).isEqualTo(409);
                assertThat(refused.body()).contains("cancel its run first, with POST /runs/" + run + "/cancel");

                assertThat(send("POST", "/runs/" + run + "/cancel", null).statusCode())
                        .isEqualTo(200);

                assertThat(command.end()).isEqualTo(1);
                String reason = "inpd (1 of 2): the run " + run + " ended CANCELLED";
                assertThat(command.err()).contains(reason);
                JsonNode failed = Json.mapper()
                        .readTree(send("GET", "/comparisons/" + running.comparisonId(), null)
                                .body());
                assertThat(failed.path("state").asText()).isEqualTo("FAILED");
                assertThat(failed.path("reason").asText()).startsWith(reason);
                assertThat(failed.path("report").isMissingNode()).isTrue();
            }
            badRequestsAreRefused();
            aComparisonThatHasEndedIsDeleted();
        }
    }

    private void badRequestsAreRefused() throws Exception {
        String inputs =
                """
                {"specification": {"student": {"model": "m"}, "teacher": {"backend": "reference"},
                  "tasks": {"practice": "p", "exam": "e"}},
                 "practice": [%1$s], "exam": [%1$s]%2$s}
                """;
        Map<String, String> problems = Map.of(
                "", "arms: is a list of at least one arm",
                ", \"arms\": []", "arms: is a list of at least one arm",
                ", \"arms\": [{\"method\": \"sft\"}]", "arms[0].method: unknown method 'sft'; known: stand, inpd",
                ", \"arms\": [{\"method\": \"stand\", \"fraction\": 0}]", "arms[0].fraction: is 0.0");
        for (Map.Entry<String, String> problem : problems.entrySet()) {
            String body = inputs.formatted(TroubledTeacherIT.task("works"), problem.getKey());
            HttpResponse<String> refused = send("POST", "/comparisons", body);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
            assertThat(Json.mapper().readTree(refused.body()).path("error").asText())
                    .startsWith(problem.getValue());
        }
        assertThat(send("GET", "/comparisons/none", null).statusCode()).isEqualTo(404);
        assertThat(comparisons(port)).hasSize(1);
    }

    private void aComparisonThatHasEndedIsDeleted() throws Exception {
        ComparisonStatus ended = comparisons(port).get(0);

        HttpResponse<String> deleted = send("DELETE", "/comparisons/" + ended.comparisonId(), null);

        assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(200);
        for (String run : ended.runs()) {
            assertThat(deleted.body()).contains("the run " + run);
            assertThat(send("GET", "/runs/" + run, null).statusCode()).isEqualTo(200);
        }
        assertThat(comparisons(port)).isEmpty();
        assertThat(send("GET", "/comparisons/" + ended.comparisonId(), null).statusCode())
                .isEqualTo(404);
        assertThat(send("DELETE", "/comparisons/" + ended.comparisonId(), null).statusCode())
                .isEqualTo(404);
        assertThat(send("DELETE", "/runs/" + ended.runs().get(0), null).statusCode())
                .as("nothing needs the run any more")
                .isEqualTo(200);
    }

    private void theSameCommandFindsIt(int serverPort) throws Exception {
        try (PackagedCommandLine command = compare(address(serverPort))) {
            assertThat(command.end()).as(command.err()).isZero();
            assertThat(command.out()).containsPattern("persd +100 % +3 +3 +\\$0\\.00 ");
        }
        assertThat(comparisons(serverPort)).hasSize(1);
    }

    private static void theTopicsTellOfOnePracticeAndOneExamEach(RecordedTopics topics) {
        assertThat(topics.events(Topic.ASSIGNMENTS, Assignment.class).stream()
                        .filter(assignment ->
                                assignment.purpose() == Purpose.PRACTICE && assignment.assignee() == Assignee.STUDENT)
                        .map(Event::id)
                        .distinct())
                .hasSize(TinyRun.TEACHABLE + TinyRun.UNTEACHABLE);
        assertThat(topics.events(Topic.EVALUATIONS, Evaluation.class).stream()
                        .map(Event::id)
                        .distinct())
                .as("the untrained student, and two arms")
                .hasSize(3);
        assertThat(topics.events(Topic.COMPARISONS, Job.class).stream()
                        .map(Job::id)
                        .distinct())
                .hasSize(1);
        assertThat(topics.deadLetters()).isEmpty();
    }

    private PackagedCommandLine serve() throws Exception {
        PackagedCommandLine server =
                start("serve", "--port", "" + port, "--kafka-port", "" + kafkaPort, "--data", data().toString());
        server.awaitWord("Serving on " + address(port));
        return server;
    }

    private PackagedCommandLine compare(String server) throws IOException {
        return compare(specification, server);
    }

    private PackagedCommandLine compare(Path compared, String server) throws IOException {
        return start("compare", compared.toString(), "--methods", "inpd,persd", "--server", server);
    }

    private PackagedCommandLine start(String... arguments) throws IOException {
        return PackagedCommandLine.start(folder.resolve("home"), arguments);
    }

    private Path withAbsoluteModel(Path file) throws IOException {
        return Files.writeString(
                file, Files.readString(file).replace("model: model", "model: \"" + folder.resolve("model") + "\""));
    }

    /** Empty while the server is starting. */
    private static List<ComparisonStatus> comparisons(int serverPort) throws Exception {
        HttpResponse<String> response = send(serverPort, "GET", "/comparisons", null);
        return response.statusCode() == 200
                ? List.of(Json.mapper().readValue(response.body(), ComparisonStatus[].class))
                : List.of();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return send(port, method, path, body);
    }

    private static HttpResponse<String> send(int serverPort, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address(serverPort) + path))
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private int portOf(String service, String said) {
        Matcher ready = Pattern.compile(service + " is ready: http://localhost:([0-9]+)")
                .matcher(said);
        assertThat(ready.find()).as(said).isTrue();
        return Integer.parseInt(ready.group(1));
    }

    private Path serverLog() {
        return data().resolve("preceptor.log");
    }

    /** Whether a replica has begun the job and has not given it to the partition's next owner. */
    private boolean performs(String replica) throws Exception {
        String log = log(replica);
        return log.lastIndexOf(CONTINUES) > log.lastIndexOf(STOPPED);
    }

    private String log(String process) throws IOException {
        return Files.readString(data().resolve("logs").resolve(process + ".log"));
    }

    private void kill(String name) throws IOException {
        ProcessHandle process = process(name).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    private Optional<ProcessHandle> process(String name) throws IOException {
        Path file = data().resolve("pids").resolve(name + ".pid");
        return Files.exists(file)
                ? ProcessHandle.of(Long.parseLong(Files.readString(file).split(" ")[0]))
                : Optional.empty();
    }

    private Path data() {
        return folder.resolve("data");
    }

    private static String address(int serverPort) {
        return "http://localhost:" + serverPort;
    }
}
