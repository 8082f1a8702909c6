package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.cli.CommandLineCall;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.report.RunReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be had of a run after its end, by its data directory and by its id. */
class RecordedRunIT {

    @TempDir
    static Path folder;

    private static final List<String> TASKS = List.of("tiny/double", "tiny/square", "tiny/half", "tiny/unknown");

    private static RunReport report;

    private static Path home() {
        return folder.resolve("home");
    }

    @BeforeAll
    static void oneRun() throws Exception {
        Path specification = TinyRun.in(folder);
        Files.write(
                folder.resolve("attempts.jsonl"),
                TASKS.stream()
                        .map(task -> "{\"taskId\": \"%s\", \"code\": \"def %s(n):\\n    return n\\n\"}"
                                .formatted(task, task.substring("tiny/".length())))
                        .toList());
        Files.writeString(
                specification,
                Files.readString(specification)
                        .replace("maxTokens: 24}\ntraining", "maxTokens: 24, recorded: attempts.jsonl}\ntraining"));
        try (PackagedCommandLine run = PackagedCommandLine.start(
                home(),
                "run",
                specification.toString(),
                "--json",
                folder.resolve("report.json").toString())) {
            assertThat(run.end()).as(run.err()).isZero();
        }
        report = Json.mapper().readValue(folder.resolve("report.json").toFile(), RunReport.class);
    }

    @Test
    void everyExampleIsExportedWithAllThatItCameFrom() throws Exception {
        assertThat(exported("messages", report.trainingExamples() + " examples"))
                .hasSize(report.trainingExamples())
                .allSatisfy(line -> {
                    assertThat(line.at("/messages/0/role").asText()).isEqualTo("user");
                    assertThat(line.at("/messages/1/role").asText()).isEqualTo("assistant");
                    assertThat(line.at("/messages/1/content").asText()).startsWith("```python\ndef ");
                    JsonNode lineage = line.path("lineage");
                    assertThat(lineage.path("runId").asText()).isEqualTo(report.runId());
                    assertThat(lineage.path("verdict").asText())
                            .isNotEqualTo("PASSED")
                            .isNotEmpty();
                    assertThat(lineage.path("feedback").asText()).isNotEmpty();
                    assertThat(lineage.path("student").path("round").asInt()).isZero();
                    assertThat(lineage.path("teacherModel").asText()).isEqualTo("reference");
                    assertThat(lineage.at("/trained/0/sha256").asText())
                            .isEqualTo(report.rounds().get(0).checkpoint().sha256());
                });
    }

    /** Two examples were made of each lesson. */
    @Test
    void eachLessonIsExportedAsOnePairOfTheTeachersProgramAndTheAttempt() throws Exception {
        List<JsonNode> chats = exported("dpo", TinyRun.TEACHABLE + " pairs");
        List<JsonNode> texts = exported("dpo-text", TinyRun.TEACHABLE + " pairs");

        assertThat(chats).hasSize(TinyRun.TEACHABLE).allSatisfy(line -> {
            assertThat(line.at("/prompt/0/role").asText()).isEqualTo("user");
            assertThat(line.at("/chosen/0/role").asText()).isEqualTo("assistant");
            assertThat(line.at("/rejected/0/content").asText()).contains("return n\n```");
            assertThat(line.at("/lineage/refinementId").asText()).isNotEmpty();
            assertThat(line.at("/lineage/attempt").asText()).contains("return n\n");
        });
        assertThat(texts)
                .extracting(line -> line.path("chosen").asText())
                .contains("def double(n):\n    return 2 * n\n");
        assertThat(texts).extracting(line -> line.path("rejected").asText()).contains("def double(n):\n    return n\n");
        assertThat(texts).extracting(line -> line.path("prompt").asText()).contains("# Write double(n): 2 * n.\n");
    }

    private static List<JsonNode> exported(String format, String counted) throws Exception {
        Path out = folder.resolve(format + ".jsonl");
        CommandLineCall export =
                CommandLineCall.of("export", report.dataDir(), "--format", format, "--out", out.toString());
        assertThat(export.status()).as(export.err()).isZero();
        assertThat(export.out()).isEmpty();
        assertThat(export.err()).contains(counted);
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(out)) {
            lines.add(Json.mapper().readTree(line));
        }
        return lines;
    }

    @Test
    void aLessonIsShownFromAttemptToExample() throws Exception {
        try (PackagedCommandLine lesson = PackagedCommandLine.start(home(), "lesson", report.runId(), "tiny/double")) {
            assertThat(lesson.end()).as(lesson.err()).isZero();
            assertThat(lesson.out())
                    .contains(
                            "tiny/double, round 1, sample 0",
                            "Write double(n): 2 * n.",
                            "The student's attempt",
                            "The teacher's answer 1, reference: PASSED, 1 of 1 tests passed",
                            "+     return 2 * n",
                            "Learned from it, SOLVE",
                            "Learned from it, REFINE",
                            report.rounds().get(0).checkpoint().uri());
        }
    }

    @Test
    void whatIsNotThereIsToldInOneLine() throws Exception {
        try (PackagedCommandLine lesson = PackagedCommandLine.start(home(), "lesson", report.runId(), "tiny/none")) {
            assertThat(lesson.end()).isEqualTo(2);
            assertThat(lesson.err()).contains("tiny/none", "tiny/double").doesNotContain("Exception");
        }
        try (PackagedCommandLine export = PackagedCommandLine.start(home(), "export", "another-run")) {
            assertThat(export.end()).isEqualTo(2);
            assertThat(export.err()).contains("no finished run 'another-run'", "--data");
        }
        CommandLineCall unknown = CommandLineCall.of("export", report.dataDir(), "--format", "csv");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("prompt-completion, messages, alpaca");
    }
}
