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
        List<JsonNode> judged = results(results);
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
    void evalPlusTasksHaveBaseAndFurtherTests() throws IOException {
        Path tasks = file(
                "t.jsonl",
                """
                {"task_id": "HumanEval/x", "prompt": "def largest(ns):\\n", "entry_point": "largest", "atol": 0, \
                "canonical_solution": "    return max(ns, default=None)\\n", "contract": "", \
                "base_input": [[[1, 3, 2]], [[5]]], "plus_input": [[[-1, -2]], [[]]]}""",
                """
                {"task_id": "Mbpp/2", "prompt": "# shared\\n", "entry_point": "similar_elements", "atol": 0, "contract": "", \
                "canonical_solution": "def similar_elements(a, b):\\n    return tuple(set(a) & set(b))\\n", \
                "base_input": [[[3, 4, 5], [5, 4, 9]]], "plus_input": []}""",
                """
                {"task_id": "HumanEval/y", "prompt": "def half(n):\\n", "entry_point": "half", "atol": 0, \
                "canonical_solution": "    return n / 2\\n", "contract": "", "base_input": [[3]], "plus_input": [[1]]}""");
        Path samples = file(
                "s.jsonl",
                sample("HumanEval/x", "completion", "    return max(ns) if ns else None"),
                sample("HumanEval/x", "solution", "def largest(ns):\n    return max([0] + ns)"),
                sample("HumanEval/x", "solution", "def largest(ns):\n    return ns[0]"),
                sample("HumanEval/x", "completion", "    while -1 in ns: pass\n    return max(ns)"),
                // in another order, from tuples, which JSON has none of
                sample("Mbpp/2", "solution", "def similar_elements(a, b):\n    return [5, hash(a) and 4]"),
                // within the tolerance of floats
                sample("HumanEval/y", "solution", "def half(n):\n    return n / 2 + 1e-8"),
                sample("HumanEval/y", "solution", "def half(n):\n    return n // 2"));
        Path results = folder.resolve("r.jsonl");

        CommandLineCall call = judge(tasks, samples, "--out", results.toString(), "--timeout", "1", "--k", "1,3");

        assertThat(call.status()).as(call.err()).isZero();
        assertThat(call.out()).containsPattern("base pass@1 +0.7500\n").containsPattern("\npass@1 +0.5833\n");
        assertThat(results(results))
                .extracting(line -> line.path("base_status").asText() + " "
                        + line.path("plus_status").asText())
                .containsExactly(
                        "pass pass", "pass fail", "fail fail", "pass timeout", "pass pass", "pass pass", "fail fail");
    }

    @Test
    void aKilledJudgeGoesOnAndWritesTheSame() throws IOException {
        Path tasks = file("t.jsonl", OUR_ROW.formatted("[]"));
        Path samples = file(
                "s.jsonl",
                sample("ours/1", "code", "def twice(n):\n    return 2 * n"),
                sample("ours/1", "code", "def twice(n):\n    return 3 * n"),
                sample("ours/1", "code", "def twice(n) return 2"),
                sample("ours/1", "code", "def twice(n):\n    return n + n"));
        Path whole = folder.resolve("whole.jsonl");
        Path resumed = folder.resolve("resumed.jsonl");
        Path json = folder.resolve("j.json");
        CommandLineCall first = judge(tasks, samples, "--out", whole.toString());
        String text = Files.readString(whole);
        // what a kill in the midst of the third line leaves
        Files.writeString(resumed, text.substring(0, text.indexOf('\n', text.indexOf('\n') + 1) + 20));

        CommandLineCall second =
                judge(tasks, samples, "--out", resumed.toString(), "--resume", "--json", json.toString());

        assertThat(second.status()).as(second.err()).isZero();
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(resumed).hasSameTextualContentAs(whole);
        assertThat(Json.mapper().readTree(json.toFile()).path("resumed").asInt())
                .isEqualTo(2);
    }

    @Test
    void theResultsOfOtherSamplesAreNotGoneOnFrom() throws IOException {
        Path tasks = file("t.jsonl", OUR_ROW.formatted("[]"));
        Path results = folder.resolve("r.jsonl");
        judge(tasks, file("a.jsonl", sample("ours/1", "code", "twice = None")), "--out", results.toString());
        Path others = file("b.jsonl", sample("ours/1", "code", "twice = 2"));

        CommandLineCall call = judge(tasks, others, "--out", results.toString(), "--resume");

        assertThat(call.status()).isEqualTo(2);
        assertThat(call.err()).contains(results + ":1: is not the result of the sample in that place");
    }

    @Test
    void aFolderOfSamplesIsReadAsEvalPlusWritesIt() throws IOException {
        Path tasks = file("t.jsonl", HUMAN_EVAL_ROW);
        Path ofTask = Files.createDirectories(folder.resolve("samples/HumanEval_x"));
        Files.writeString(ofTask.resolve("10.py"), "def twice(n):\n    return 3 * n\n");
        Files.writeString(ofTask.resolve("9.py"), "def twice(n):\n    return 2 * n\n");
        Path results = folder.resolve("r.jsonl");

        CommandLineCall call = judge(tasks, folder.resolve("samples"), "--out", results.toString());

        assertThat(call.status()).as(call.err()).isZero();
        assertThat(results(results))
                .extracting(line -> line.path("result").asText())
                .containsExactly("passed", "failed: failed");
    }

    private static CommandLineCall judge(Path tasks, Path samples, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("judge", "--tasks", tasks.toString(), "--samples", samples.toString()));
        arguments.addAll(List.of(more));
        return CommandLineCall.of(arguments.toArray(String[]::new));
    }

    private static List<JsonNode> results(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(Json.mapper().readTree(line));
        }
        return lines;
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
