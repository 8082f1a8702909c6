package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.cli.CommandLineCall;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.DropReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that a scripted teacher invents over HTTP, the process killed in the midst of it. */
class TasksGenerateIT {

    private static final int STALL_AFTER = 17;

    @TempDir
    Path folder;

    private Path out;

    @BeforeEach
    void files() throws Exception {
        out = folder.resolve("tasks.jsonl");
        Files.writeString(folder.resolve("seeds.jsonl"), DraftScript.SEED);
        Files.writeString(folder.resolve("exam.jsonl"), DraftScript.EXAM);
    }

    @Test
    void badDraftsAreCountedAndNoneIsPaidTwiceThoughTheProcessIsKilled() throws Exception {
        List<String> script = DraftScript.answers();
        try (DraftServer server = new DraftServer(script, STALL_AFTER)) {
            teacher(server);
            try (PackagedCommandLine first = generate()) {
                server.awaitStall();
                first.kill();
            }
            int stalled = server.requests() - server.answers();
            assertThat(out).doesNotExist();
            server.goOn();

            try (PackagedCommandLine second = generate()) {
                assertThat(second.end()).as(second.err()).isZero();
                assertThat(second.out())
                        .contains("42 of 42 tasks", "of 60 drafts", "dropped: 18", "scripted, 60 calls");
            }

            assertThat(server.answers()).isEqualTo(script.size());
            assertThat(server.requests()).isEqualTo(script.size() + stalled);
            try (PackagedCommandLine third = generate()) {
                assertThat(third.end()).as(third.err()).isZero();
            }
            assertThat(server.requests()).isEqualTo(script.size() + stalled);
        }
        JsonNode report = Json.mapper().readTree(folder.resolve("report.json").toFile());
        for (DropReason reason : DropReason.values()) {
            assertThat(report.at("/dropped/" + reason).asInt(-1))
                    .as(reason.name())
                    .isEqualTo(DraftScript.BAD.get(reason));
        }
        assertThat(report.at("/teacher/promptTokens").asInt()).isEqualTo(60 * DraftServer.PROMPT_TOKENS);
        everyRefusedDraftSaysWhy(report.path("refused"));
        theTasksAreWhole();
    }

    private static void everyRefusedDraftSaysWhy(JsonNode refused) {
        assertThat(refused).hasSize(18).allSatisfy(draft -> {
            assertThat(draft.path("number").asInt()).isBetween(1, 60);
            assertThat(draft.path("detail").asText()).isNotBlank().doesNotContain("\n");
        });
        assertThat(refused.findValuesAsText("detail"))
                .contains(
                        "the answer has no section 'Task'; it begins: 'I would rather talk about the weather.'",
                        "4 different calls, at least 5 are needed",
                        "divides(0) raised ZeroDivisionError: integer division or modulo by zero",
                        "every call returns 7",
                        "its solution passes the tests of seed/double",
                        "its solution passes the tests of exam/first_word");
    }

    private void theTasksAreWhole() throws Exception {
        List<String> lines = Files.readAllLines(out);
        assertThat(lines).hasSize(DraftScript.GOOD);
        for (String line : lines) {
            JsonNode task = Json.mapper().readTree(line);
            assertThat(task.at("/origin/seeds/0").asText()).isEqualTo("seed/double");
            assertThat(task.at("/origin/teacherModel").asText()).isEqualTo("scripted-2026");
            assertThat(task.path("tests").size() + task.path("publicTests").size())
                    .isEqualTo(5);
        }
        CommandLineCall check = CommandLineCall.of("tasks", "check", out.toString());
        assertThat(check.status()).as(check.err()).isZero();
        assertThat(check.out()).contains("42 tasks, 42 solutions: 42 passed");
    }

    private void teacher(DraftServer server) throws Exception {
        Files.writeString(
                folder.resolve("teacher.yaml"),
                """
                backend: openai
                baseUrl: %s
                model: scripted
                pricePerMillionTokens: {prompt: 1, completion: 2}
                budgetUsd: 1
                requestsPerMinute: 6000
                concurrency: %d
                """
                        .formatted(server.baseUrl(), DraftServer.CONCURRENCY));
    }

    private PackagedCommandLine generate() throws Exception {
        return PackagedCommandLine.start(
                folder.resolve("home"),
                "tasks",
                "generate",
                "--seeds",
                folder.resolve("seeds.jsonl").toString(),
                "--exam",
                folder.resolve("exam.jsonl").toString(),
                "--teacher",
                folder.resolve("teacher.yaml").toString(),
                "--count",
                Integer.toString(DraftScript.GOOD),
                "--out",
                out.toString(),
                "--json",
                folder.resolve("report.json").toString());
    }
}
