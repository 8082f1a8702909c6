package dev.preceptor.executor.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import dev.preceptor.executor.judge.Judgement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFileTest {

    private static final Task TASK = TaskBuilder.builder()
            .id("t/1")
            .prompt("p")
            .promptKind(PromptKind.INSTRUCTION)
            .entryPoint("f")
            .tests(List.of("assert f(1) == 1"))
            .build();

    @TempDir
    Path folder;

    @Test
    void notANumberStaysAsPythonWritesIt() throws IOException {
        String line = "{\"task_id\": \"t/1\", \"code\": \"x\", \"logprob\": NaN, \"low\": -Infinity}";
        List<Sample> samples = SampleFile.parse("s.jsonl", List.of(line), List.of(TASK));
        Path file = folder.resolve("out.jsonl");

        try (ResultFile results = ResultFile.open(file, EarlierResults.NONE)) {
            results.write(samples.get(0), new Judgement(Verdict.PASSED, List.of(), null, null, null, 0.1));
        }

        assertThat(Files.readString(file)).contains("\"logprob\":NaN").contains("\"low\":-Infinity");
        assertThat(EarlierResults.read(file, samples).lines()).hasSize(1);
    }

    @Test
    void halfASurrogatePairIsWrittenAndReadAgain() throws IOException {
        Path file = folder.resolve("out.jsonl");
        ObjectNode fields = Json.mapper().createObjectNode();
        fields.put("task_id", "t/1").put("code", "f = '\ud800'");
        Sample sample = new Sample(TASK, fields);
        String feedback = "Error: ValueError: \udfff";

        try (ResultFile results = ResultFile.open(file, EarlierResults.NONE)) {
            results.write(sample, new Judgement(Verdict.FAILED, List.of(), feedback, feedback, null, 0.1));
        }

        assertThat(EarlierResults.read(file, List.of(sample)).lines())
                .singleElement()
                .satisfies(line -> assertThat(line.path("feedback").asText()).isEqualTo(feedback));
    }

    @Test
    void aLineSaysWhereItsTestsRanWhereThatIsInside() throws IOException {
        Path file = folder.resolve("out.jsonl");
        ObjectNode fields = Json.mapper().createObjectNode();
        fields.put("task_id", "t/1").put("code", "f = 1");
        Sample sample = new Sample(TASK, fields);

        try (ResultFile results = ResultFile.open(file, EarlierResults.NONE)) {
            results.write(sample, new Judgement(Verdict.PASSED, List.of(), null, null, null, 0.1, Judgement.INSIDE));
            results.write(sample, new Judgement(Verdict.PASSED, List.of(), null, null, null, 0.1));
        }

        List<JsonNode> lines =
                EarlierResults.read(file, List.of(sample, sample)).lines();
        assertThat(lines.get(0).path("judged").asText()).isEqualTo("inside");
        assertThat(lines.get(1).has("judged")).isFalse();
    }
}
