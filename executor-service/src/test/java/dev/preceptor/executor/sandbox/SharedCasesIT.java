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
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The cases that lie beside the project, where they do: each sample has the verdict that it should have. */
class SharedCasesIT {

    private static final Path CASES = Path.of("..", "..", "shared", "cases");

    @Test
    void objectsAreJudgedAsPythonWould() throws IOException {
        judge("objects", SandboxConfiguration.DEFAULT);
    }

    @Test
    void tablesAreJudgedAsPythonWould() throws IOException {
        String python = System.getProperty("preceptor.python");
        Assumptions.assumeThat(python)
                .as("set the system property preceptor.python to a Python with numpy and pandas")
                .isNotNull();
        judge("tables", SandboxConfiguration.DEFAULT.withPython(python).withPreload(List.of("numpy", "pandas")));
    }

    private static void judge(String name, SandboxConfiguration configuration) throws IOException {
        Path samples = CASES.resolve(name + ".samples.jsonl");
        Assumptions.assumeThat(Files.exists(samples))
                .as("no cases lie in %s", CASES)
                .isTrue();
        Map<String, Task> tasks = TaskFile.read(CASES.resolve(name + ".tasks.jsonl")).stream()
                .collect(Collectors.toMap(Task::id, Function.identity()));
        try (Tiers tiers = Tiers.of(configuration.withWorkers(1))) {
            for (String line : Files.readAllLines(samples)) {
                JsonNode sample = Json.mapper().readTree(line);
                Task task = tasks.get(sample.get("task_id").asText());
                Program program = new Program(sample.get("code").asText(), TestSuite.of(task));
                tiers.each(
                        sandbox -> require(sandbox, task, sample.get("expected").asText(), program));
            }
        }
    }

    private static void require(Sandbox sandbox, Task task, String expected, Program program) {
        Judgement judgement = sandbox.judge(program);
        if (sandbox.isolation() == Isolation.B && task.tests().get(0).contains("tempfile")) {
            assertThat(judgement.detail()).contains("need a folder to write to");
            return;
        }
        assertThat(judgement.verdict() == Verdict.PASSED ? "PASSED" : "not PASSED")
                .as("%s in tier %s: %s", task.id(), sandbox.isolation().word(), judgement)
                .isEqualTo(expected);
    }
}
