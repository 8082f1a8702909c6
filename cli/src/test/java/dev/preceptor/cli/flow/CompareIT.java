package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.cli.CommandLineCall;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Purpose;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several methods on the same attempts, with a teacher that counts what it is paid, and a kill in between. */
class CompareIT {

    /** The server knows them; the student of random weights solves none. */
    private static final List<String> FUNCTIONS = List.of("works", "only_talks");

    @TempDir
    Path folder;

    @Test
    void attemptsAndAnswersAreSharedAndAKilledComparisonGoesOn() throws Exception {
        try (ChatServer server = new ChatServer()) {
            Path specification = specification(server);
            try (PackagedCommandLine command = compare(specification)) {
                command.awaitWord("persd-refine (4 of 4)");
                command.kill();
            }
            try (PackagedCommandLine command = compare(specification)) {
                assertThat(command.end()).as(command.err()).isZero();
                assertThat(command.out())
                        .containsPattern("stand +100 % +1 +1 ")
                        .containsPattern("persd-refine +100 % +1 +1 +\\$0\\.00 ");
                assertThat(folder.resolve("table.md")).content().contains("| persd | 100 % | 1 | 1 | $");
            }
            // A solution and a correction of each task, whoever learns from them.
            assertThat(server.requests()).isEqualTo(2 * FUNCTIONS.size());
            whatIsWrittenIsRight(server.paid());
        }
        theTopicsTellOfOnePracticeAndOneExamEach(RecordedTopics.of(folder.resolve("data")));
    }

    @Test
    void whatIsUnknownIsRefusedBeforeAnythingStarts() throws Exception {
        Path specification = TinyRun.in(folder);
        for (List<String> wrong : List.of(
                List.of("--methods", "persd,sft", "unknown method 'sft'; known: stand, inpd"),
                List.of("--fractions", "0.5,2", "above 0 and at most 1"),
                List.of("--markdown", "nowhere/table.md", "cannot be written"))) {
            CommandLineCall call = CommandLineCall.of(
                    "compare",
                    specification.toString(),
                    wrong.get(0),
                    wrong.get(1),
                    "--data",
                    folder.resolve("data").toString());
            assertThat(call.status()).as(call.err()).isEqualTo(2);
            assertThat(call.err()).contains(wrong.get(0), wrong.get(2)).doesNotContain("Exception");
        }
        assertThat(folder.resolve("data")).doesNotExist();
    }

    private void whatIsWrittenIsRight(double paid) throws Exception {
        JsonNode comparison =
                Json.mapper().readTree(folder.resolve("comparison.json").toFile());
        assertThat(comparison.findValuesAsText("label"))
                .containsExactly("base", "stand", "inpd", "persd", "persd-refine");
        double bills = 0;
        for (JsonNode row : comparison.path("rows")) {
            bills += row.path("paidUsd").asDouble();
            assertThat(row.path("scores")).hasSize(1);
        }
        assertThat(bills).isCloseTo(paid, within(1e-9));
        assertThat(comparison.at("/rows/2/paidUsd").asDouble())
                .as("inpd, after stand")
                .isZero();
        assertThat(comparison.at("/rows/2/aloneUsd").asDouble())
                .isEqualTo(comparison.at("/rows/1/paidUsd").asDouble());
        assertThat(comparison.path("differences")).hasSize(4 + 3 + 2 + 1);
    }

    private static void theTopicsTellOfOnePracticeAndOneExamEach(RecordedTopics topics) {
        List<Assignment> assignments = topics.events(Topic.ASSIGNMENTS, Assignment.class);
        assertThat(assignments.stream()
                        .filter(assignment ->
                                assignment.purpose() == Purpose.PRACTICE && assignment.assignee() == Assignee.STUDENT)
                        .map(Event::id)
                        .distinct())
                .hasSize(FUNCTIONS.size());
        assertThat(assignments.stream()
                        .filter(assignment -> assignment.purpose() == Purpose.EXAM)
                        .map(assignment -> List.of(assignment.task().id(), assignment.seed()))
                        .distinct())
                .as("each exam draws alike")
                .hasSize(TinyRun.EXAM_TASKS);
        assertThat(topics.events(Topic.EVALUATIONS, Evaluation.class).stream()
                        .map(Event::id)
                        .distinct())
                .hasSize(5);
    }

    private Path specification(ChatServer server) throws Exception {
        TinyRun.in(folder);
        Files.write(
                folder.resolve("practice.jsonl"),
                FUNCTIONS.stream().map(TroubledTeacherIT::task).toList());
        return Files.writeString(
                folder.resolve("compared.yaml"),
                """
                name: compared
                student: {model: model}
                teacher: {backend: openai, baseUrl: "%s", model: scripted, budgetUsd: 0.05, maxTokens: 64,
                          pricePerMillionTokens: {prompt: 1.0, completion: 2.0}}
                tasks: {practice: practice.jsonl, exam: exam.jsonl}
                practice: {maxTokens: 8}
                training: {epochs: 1, learningRate: 1.0e-3, batchTokens: 512, maxLength: 1024}
                exam: {maxTokens: 8}
                """
                        .formatted(server.baseUrl()));
    }

    private PackagedCommandLine compare(Path specification) throws Exception {
        return PackagedCommandLine.start(
                folder.resolve("home"),
                "compare",
                specification.toString(),
                "--methods",
                "stand,inpd,persd,persd-refine",
                "--data",
                folder.resolve("data").toString(),
                "--markdown",
                folder.resolve("table.md").toString(),
                "--json",
                folder.resolve("comparison.json").toString());
    }
}
