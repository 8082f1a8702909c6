package dev.preceptor.cli.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.cli.CommandLineCall;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The offline commands on the real sandbox. */
class JudgeCommandIT {

    private static final String HUMAN_EVAL_ROW =
            """
            {"task_id": "HumanEval/x", "prompt": "def twice(n):\\n", "entry_point": "twice", \
            "canonical_solution": "    return 2 * n\\n", "test": "def check(candidate):\\n    assert candidate(3) == 6\\n"}""";
    private static final String OUR_ROW =
            """
            {"id": "ours/1", "prompt": "Write twice(n).", "entryPoint": "twice", "tests": ["assert twice(3) == 6"], \
            "solutions": %s}""";

    @TempDir
    Path folder;

    private Path file(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines));
    }

    private static String sample(String id, String field, String program) {
        return Json.mapper()
                .createObjectNode()
                .put("task_id", id)
                .put(field, program)
                .put("model", "m")
                .toString();
    }

    @Test
    void judgesEachSampleAndEstimatesPassAtK() throws IOException {
        Path tasks = file("t.jsonl", HUMAN_EVAL_ROW, OUR_ROW.formatted("[]"));
        Path samples = file(
                "s.jsonl",
                sample("HumanEval/x", "completion", "    return 2 * n"),
                sample("HumanEval/x", "completion", "    return n"),
                sample("ours/1", "code", "def twice(n):\n    return n + n"),
                sample("ours/1", "code", "def twice(n):\n    while True: pass"),
                sample("ours/1", "code", "def twice(n) return n"));
        Path results = folder.resolve("r.jsonl");
        Path json = folder.resolve("j.json");

        CommandLineCall call = CommandLineCall.of(
                "judge",
                "--tasks",
                tasks.toString(),
                "--samples",
                samples.toString(),
                "--out",
                results.toString(),
                "--json",
                json.toString(),
                "--timeout",
                "1");

        assertThat(call.status()).as(call.err()).isZero();
        assertThat(call.out())
                .containsPattern("PASSED +2\n")
                .containsPattern("FAILED +1\n")
                .containsPattern("TIMED_OUT +1\n")
                .containsPattern("REJECTED +1\n")
                // the mean of 1/2 and 1/3
                .containsPattern("pass@1 +0.4167\n");
        List<JsonNode> judged = new ArrayList<>();
        for (String line : Files.readAllLines(results)) {
            judged.add(Json.mapper().readTree(line));
        }
        assertThat(judged)
                .extracting(line -> line.path("verdict").asText())
                .containsExactly("PASSED", "FAILED", "PASSED", "TIMED_OUT", "REJECTED");
        assertThat(judged).extracting(line -> line.path("model").asText()).containsOnly("m");
        assertThat(judged.get(0).path("passed").asBoolean()).isTrue();
        assertThat(judged.get(0).path("feedback").isNull()).isTrue();
        assertThat(judged.get(1).path("feedback").asText()).contains("6", "3");
        JsonNode report = Json.mapper().readTree(json.toFile());
        assertThat(report.path("samples").asInt()).isEqualTo(5);
        assertThat(report.at("/verdicts/PASSED").asInt()).isEqualTo(2);
    }

    @Test
    void aBrokenSampleIsAWrongCall() throws IOException {
        Path tasks = file("t.jsonl", HUMAN_EVAL_ROW);
        Path samples = file("s.jsonl", sample("HumanEval/y", "completion", "x"));

        CommandLineCall call =
                CommandLineCall.of("judge", "--tasks", tasks.toString(), "--samples", samples.toString());

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err())
                .isEqualToIgnoringNewLines(
                        "error: " + samples + ":1: the task 'HumanEval/y' is not in the file of tasks");
    }

    @Test
    void checkedTasksSucceedWhereAllSolutionsPass() throws IOException {
        Path tasks = file("t.jsonl", HUMAN_EVAL_ROW, OUR_ROW.formatted("[]"));

        CommandLineCall call = CommandLineCall.of("tasks", "check", tasks.toString());

        assertThat(call.status()).isZero();
        assertThat(call.out()).isEqualToIgnoringNewLines("2 tasks, 1 solutions: 1 passed, 0 failed");
        assertThat(call.err())
                .contains("warning: 1 of 2 tasks have no solution")
                .contains("ours/1");
    }

    @Test
    void checkedTasksFailWithTheSolutionThatDoesNotPass() throws IOException {
        Path tasks = file(
                "t.jsonl", OUR_ROW.formatted("[\"twice = lambda n: 2 * n\", \"def twice(n):\\n    return n * n\\n\"]"));

        CommandLineCall call = CommandLineCall.of("tasks", "check", tasks.toString());

        assertThat(call.status()).isEqualTo(1);
        assertThat(call.out()).contains("ours/1, solution 2 of 2: FAILED", "9");
        assertThat(call.err()).contains("1 solutions do not pass their task's tests");
    }

    @Test
    void impossibleLimitsAreAWrongCall() throws IOException {
        Path tasks = file("t.jsonl", HUMAN_EVAL_ROW);

        CommandLineCall call = CommandLineCall.of("tasks", "check", tasks.toString(), "--workers", "0");

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err()).contains("--workers must be at least 1, is 0");
    }
}
