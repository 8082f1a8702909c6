package dev.preceptor.executor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskFile;
import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.assertj.core.api.Assumptions;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reported programs on standard input, each with the verdict that plain Python gives it. */
class StreamCasesIT {

    private static final Path CASES = Path.of(System.getProperty("preceptor.shared", "../shared"), "cases");

    @ParameterizedTest
    @ValueSource(strings = {"streams", "files/threads"})
    void eachGetsItsVerdictInEachTier(String stem) throws IOException {
        Path samples = CASES.resolve(stem + ".samples.jsonl");
        Assumptions.assumeThat(samples)
                .as("the shared cases are absent; set the system property preceptor.shared")
                .isRegularFile();
        Map<String, Task> tasks = TaskFile.read(CASES.resolve(stem + ".tasks.jsonl")).stream()
                .collect(Collectors.toMap(Task::id, Function.identity()));
        SoftAssertions verdicts = new SoftAssertions();
        int judged = 0;
        try (Tiers tiers = Tiers.of(Limits.DEFAULT)) {
            for (Sandbox sandbox : tiers.sandboxes()) {
                for (String line : Files.readAllLines(samples)) {
                    JsonNode sample = Json.mapper().readTree(line);
                    Task task = tasks.get(sample.get("task_id").asText());
                    Judgement judgement =
                            sandbox.judge(new Program(sample.get("code").asText(), TestSuite.of(task)));
                    judged++;
                    verdicts.assertThat(judgement.verdict() == Verdict.PASSED)
                            .as(
                                    "%s in tier %s: %s",
                                    task.id(), sandbox.isolation().word(), judgement)
                            .isEqualTo(sample.get("expected").asText().equals("PASSED"));
                }
            }
        }
        verdicts.assertAll();
        assertThat(judged).isPositive();
    }
}
