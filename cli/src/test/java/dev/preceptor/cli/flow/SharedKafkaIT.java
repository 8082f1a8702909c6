package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.cli.CommandLineCall;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.standalone.LoopbackPort;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two installations on one broker: one in one process and without a prefix, as it always was, the other apart and with one. */
class SharedKafkaIT {

    private static final String PREFIX = "team-b.";
    private static final List<String> GROUPS = List.of(
            "preceptor-run",
            "preceptor-run-jobs",
            "preceptor-student",
            "preceptor-executor",
            "preceptor-teacher",
            "preceptor-teacher-batches",
            "preceptor-trainer",
            "preceptor-eval");

    @TempDir
    Path folder;

    private final int firstPort = LoopbackPort.free();
    private final int secondPort = LoopbackPort.free();
    private final int kafkaPort = LoopbackPort.free();

    @Test
    void eachHasItsOwnRunAndNeitherSeesTheOthers() throws Exception {
        Map<String, String> prefixed =
                Map.of("PRECEPTOR_PREFIX", PREFIX, "KAFKA_BOOTSTRAP_SERVERS", "localhost:" + kafkaPort);
        try (PackagedCommandLine serve = PackagedCommandLine.start(
                        folder.resolve("first"), "serve", "--port", "" + firstPort, "--kafka-port", "" + kafkaPort);
                PackagedCommandLine up = PackagedCommandLine.start(
                        folder.resolve("second"),
                        prefixed,
                        "up",
                        "--port",
                        "" + secondPort,
                        "--kafka-port",
                        "" + LoopbackPort.free())) {
            serve.awaitWord("Serving on");
            up.awaitWord("Serving on");

            RunReport first = run("first", firstPort);
            RunReport second = run("second", secondPort);

            assertThat(runs(firstPort)).containsExactly(first.runId());
            assertThat(runs(secondPort)).containsExactly(second.runId());
            theNamesAreThoseOfOneInstallationEach();
            everyLessonIsFoundUnderItsPrefixOnly(first, second);
            assertThat(RecordedTopics.at("localhost:" + kafkaPort).deadLetters())
                    .isEmpty();
            up.interrupt();
            up.end();
        }
    }

    private RunReport run(String name, int port) throws Exception {
        Path specification = TinyRun.in(Files.createDirectories(folder.resolve(name)));
        Files.writeString(
                specification,
                Files.readString(specification)
                        .replace("name: " + TinyRun.NAME, "name: " + name)
                        .replace("model: model", "model: \"" + specification.resolveSibling("model") + "\""));
        CommandLineCall run = CommandLineCall.of(
                "run", specification.toString(), "--server", "http://localhost:" + port, "--json", "-");
        assertThat(run.status()).as(run.err()).isZero();
        RunReport report = Json.mapper().readValue(run.out(), RunReport.class);
        assertThat(report.ledger()).isEqualTo(new Ledger(0, TinyRun.TEACHABLE, TinyRun.UNTEACHABLE, 0, 0));
        assertThat(report.exams()).hasSize(2);
        return report;
    }

    private static List<String> runs(int port) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/runs"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        JsonNode listed = Json.mapper().readTree(response.body());
        return listed.findValuesAsText("runId").stream().distinct().toList();
    }

    /** The unprefixed ones are exactly those of earlier versions, so that an installation goes on with what it has. */
    private void theNamesAreThoseOfOneInstallationEach() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", "localhost:" + kafkaPort))) {
            Set<String> topics = new HashSet<>(admin.listTopics().names().get());
            Set<String> second =
                    topics.stream().filter(name -> name.startsWith(PREFIX)).collect(Collectors.toSet());
            topics.removeAll(second);
            Set<String> made = topics.stream()
                    .filter(name -> !name.startsWith("preceptor-"))
                    .collect(Collectors.toSet());
            for (Topic topic : Topic.values()) {
                assertThat(made).contains(topic.topicName(), topic.deadLetters());
            }
            assertThat(made).hasSize(2 * Topic.values().length);
            assertThat(topics).anyMatch(name -> name.startsWith("preceptor-run-run-ledgers"));
            assertThat(second)
                    .isEqualTo(topics.stream().map(name -> PREFIX + name).collect(Collectors.toSet()));

            assertThat(admin.listGroups().all().get().stream().map(GroupListing::groupId))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(GROUPS.stream(), GROUPS.stream().map(group -> PREFIX + group))
                                    .toList());
        }
    }

    private void everyLessonIsFoundUnderItsPrefixOnly(RunReport first, RunReport second) {
        assertThat(lesson(first.runId(), "--artifacts", artifacts("first/serve")))
                .contains("Learned from it");
        assertThat(lesson(second.runId(), "--prefix", PREFIX, "--artifacts", artifacts("second/up")))
                .contains("Learned from it");
        assertThat(lesson(second.runId()))
                .contains("there is no run '" + second.runId() + "' here; there are: " + first.runId() + "\n");
    }

    private String artifacts(String dataDirectory) {
        return folder.resolve(dataDirectory).resolve("artifacts").toString();
    }

    private String lesson(String run, String... further) {
        String[] common = {"lesson", run, "tiny/double", "--kafka", "localhost:" + kafkaPort};
        String[] arguments = Arrays.copyOf(common, common.length + further.length);
        System.arraycopy(further, 0, arguments, common.length, further.length);
        CommandLineCall lesson = CommandLineCall.of(arguments);
        return lesson.out() + lesson.err();
    }
}
