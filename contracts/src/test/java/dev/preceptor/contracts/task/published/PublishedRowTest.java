package dev.preceptor.contracts.task.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.task.InputOutput;
import dev.preceptor.contracts.task.OutputComparison;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each data set's row, as published, becomes a task that says the same; rows whose tests cannot be judged are refused. */
class PublishedRowTest {

    private static final String SOLUTION = "def triple(n):\n    return 3 * n";

    private static String text(String name) {
        try (InputStream file = PublishedRowTest.class.getResourceAsStream("/published/" + name + ".jsonl")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Task> read(String name) {
        return TaskFile.parse(name + ".jsonl", text(name).lines().toList());
    }

    private static Task first(String name) {
        return read(name).get(0);
    }

    @Test
    void mbppSanitizedHasItsPromptAndImportsInOtherFields() {
        Task task = first("mbpp-sanitized");

        assertThat(task.id()).isEqualTo("mbpp/2");
        assertThat(task.prompt()).isEqualTo("Write a function to triple a number.");
        assertThat(task.entryPoint()).isEqualTo("triple");
        assertThat(task.setup()).isEqualTo("import math");
        assertThat(task.publicTests()).hasSize(2).contains("assert triple(2) == 6");
        assertThat(task.solutions()).containsExactly(SOLUTION);
    }

    @Test
    void mbppPlusOnTheHubHasAScriptAsItsHiddenTest() {
        Task task = first("evalplus-mbppplus");

        assertThat(task.id()).isEqualTo("mbpp/3");
        assertThat(task.publicTests()).containsExactly("assert triple(2) == 6");
        assertThat(task.tests()).singleElement().asString().startsWith("inputs = [[1], [2.5]]");
    }

    @Test
    void humanEvalPlusOnTheHubHasHumanEvalsShape() {
        Task task = first("evalplus-humanevalplus");

        assertThat(task.promptKind()).isEqualTo(PromptKind.COMPLETION);
        assertThat(task.check()).contains("def check(candidate)");
        assertThat(task.solutions()).containsExactly(task.prompt() + "    return 3 * n\n");
    }

    @Test
    void humanEvalXNamesItsEntryPointOnlyInTheCallOfCheck() {
        Task task = first("humaneval-x");

        assertThat(task.id()).isEqualTo("Python/7");
        assertThat(task.entryPoint()).isEqualTo("triple");
        assertThat(task.promptKind()).isEqualTo(PromptKind.COMPLETION);
        assertThat(task.check())
                .contains("def check(triple):\n    assert triple(2) == 6")
                .doesNotContain("\ncheck(triple)");
        assertThat(task.solutions()).containsExactly(task.prompt() + "    return 3 * n\n");
    }

    @Test
    void liveCodeBenchHasItsPrivateTestsPacked() {
        List<Task> tasks = read("livecodebench");

        assertThat(tasks.get(0).inputOutput())
                .containsExactly(new InputOutput("2\n", "6\n"), new InputOutput("5\n", "15\n"));
        assertThat(tasks.get(0).comparison()).isEqualTo(OutputComparison.of(OutputComparison.Kind.NUMBERS));
        assertThat(tasks.get(1).comparison()).isNull();
        assertThat(tasks.get(1).entryPoint()).isEqualTo("Solution");
        assertThat(tasks.get(1).publicTests())
                .containsExactly("got = Solution().triple([1, 2], True)\n"
                        + "got = list(got) if isinstance(got, tuple) else got\nassert got == [3, 6]");
        assertThat(tasks.get(1).tests()).singleElement().asString().contains("Solution().triple([], False)");
        assertThat(tasks.get(1).prompt()).contains("It begins with:").contains("def triple(self, xs: List[int]");
    }

    @Test
    void packedTestsThatAreMoreThanAStringAreRefused() {
        String row = text("livecodebench").lines().findFirst().orElseThrow();
        String pickledNumber = "eJxrYPFm1QMAA64BAw==";

        assertThatThrownBy(() -> TaskFile.parse(
                        "l.jsonl",
                        List.of(row.replaceFirst(
                                "\"private_test_cases\": \"[^\"]*\"",
                                "\"private_test_cases\": \"" + pickledNumber + "\""))))
                .hasMessageStartingWith("l.jsonl:1: \"private_test_cases\" is neither JSON nor packed");
    }

    @Test
    void appsReadsStandardInputOrCallsAFunction() {
        List<Task> tasks = read("apps");

        assertThat(tasks).extracting(Task::id).containsExactly("apps/17", "apps/18", "apps/19");
        assertThat(tasks.get(0).inputOutput())
                .containsExactly(new InputOutput("2\n", "6\n"), new InputOutput("5\n", "15\n"));
        assertThat(tasks.get(0).comparison()).isEqualTo(OutputComparison.floats(1e-8, 1e-5));
        assertThat(tasks.get(0).solutions()).containsExactly("print(3 * int(input()))\n");
        assertThat(tasks.get(1).entryPoint()).isEqualTo("Solution");
        assertThat(tasks.get(1).tests()).singleElement().asString().startsWith("got = Solution().triple(2)\n");
        assertThat(tasks.get(2).entryPoint()).isEqualTo("triple");
        assertThat(tasks.get(2).tests())
                .singleElement()
                .asString()
                .startsWith("got = triple(\"a\")\n")
                .endsWith("assert got == [\"aaa\"] or got == \"aaa\"");
        assertThat(tasks.get(2).solutions()).isEmpty();
    }

    @Test
    void aRowOfTacoHasNoId() {
        String row = text("apps").lines().findFirst().orElseThrow().replaceFirst("\"problem_id\": *17, *", "");

        List<Task> tasks =
                TaskFile.parse("taco.jsonl", List.of(row, row.replace("question\": \"", "question\": \"Also: ")));

        assertThat(tasks).extracting(Task::id).doesNotHaveDuplicates().allMatch(id -> id.startsWith("taco/"));
        assertThat(tasks.get(0).inputOutput()).isEqualTo(read("apps").get(0).inputOutput());
    }

    @Test
    void codeContestsHasItsPublicTestsFirstAndPythonsSolutions() {
        Task task = first("codecontests");

        assertThat(task.inputOutput())
                .containsExactly(
                        new InputOutput("2\n", "6\n"), new InputOutput("5\n", "15\n"), new InputOutput("0\n", "0\n"));
        assertThat(task.comparison()).isEqualTo(OutputComparison.floats(1e-5, 0));
        assertThat(task.solutions()).containsExactly("print(3 * int(input()))");
        assertThatThrownBy(() -> TaskFile.parse(
                        "c.jsonl",
                        List.of(text("codecontests")
                                .strip()
                                .replace("\"input_file\": \"\"", "\"input_file\": \"in.txt\""))))
                .hasMessageContaining("reads or writes the file 'in.txt'");
    }

    @Test
    void kodCodesPytestFunctionsBecomeOneStatementEach() {
        Task task = first("kodcode");

        assertThat(task.id()).isEqualTo("Prefill_1_I");
        assertThat(task.entryPoint()).isEqualTo("triple");
        assertThat(task.tests()).hasSize(2);
        assertThat(task.tests().get(1))
                .isEqualTo("import math\n\ndef near(a, b):\n    return math.isclose(a, b)\n\n"
                        + "def test_part():\n    assert near(triple(0.5), 1.5)\n\ntest_part()");
        assertThat(task.solutions()).containsExactly(SOLUTION);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "import pytest\\n@pytest.mark.parametrize('n', [1])\\ndef test_a(n):\\n    assert triple(n) == 3",
                "import pytest\\ndef test_a():\\n    with pytest.raises(ValueError):\\n        triple(-1)",
                "def test_a(tmp_path):\\n    assert triple(1) == 3",
                "class TestTriple:\\n    def test_a(self):\\n        assert triple(1) == 3",
                "import solution\\ndef test_a():\\n    assert solution.triple(1) == 3",
            })
    void whatNeedsPytestItselfIsTheCheckAsItIs(String test) {
        String row = "{\"question_id\": \"q\", \"question\": \"q\", \"solution\": \"s\", \"test\": \"" + test
                + "\", \"test_info\": [{\"function_name\": \"triple\"}]}";

        Task task = TaskFile.parse("k.jsonl", List.of(row)).get(0);

        assertThat(task.tests()).isEmpty();
        assertThat(task.check()).isEqualTo(test.replace("\\n", "\n"));
    }

    @Test
    void testsThatShareAValueOfTheModuleStayTogether() {
        String test = "from solution import triple\\nseen = []\\ndef test_a():\\n    seen.append(triple(1))\\n"
                + "def test_b():\\n    assert seen == [3]";
        String row = "{\"question_id\": \"q\", \"question\": \"q\", \"solution\": \"s\", \"test\": \"" + test + "\"}";

        Task task = TaskFile.parse("k.jsonl", List.of(row)).get(0);

        assertThat(task.entryPoint()).isEqualTo("triple");
        assertThat(task.tests())
                .singleElement()
                .asString()
                .contains("seen = []")
                .contains("test_a()\n\ndef test_b()");
    }

    @Test
    void openCodeInstructHasItsTestsAsJsonInAString() {
        Task task = first("opencodeinstruct");

        assertThat(task.entryPoint()).isEqualTo("triple");
        assertThat(task.tests()).containsExactly("assert triple(2) == 6", "assert triple(0) == 0");
        assertThat(task.solutions()).containsExactly(SOLUTION);
        String failed = text("opencodeinstruct").strip().replace("\\\"pass\\\"]", "\\\"fail\\\"]");
        assertThat(TaskFile.parse("o.jsonl", List.of(failed)).get(0).solutions())
                .isEmpty();
    }

    @Test
    void aceCodesEntryPointIsWhatMostTestsCall() {
        Task task = first("acecode");

        assertThat(task.id()).isEqualTo("oss_42");
        assertThat(task.entryPoint()).isEqualTo("triple");
        assertThat(task.tests()).hasSize(2);
        assertThat(task.solutions()).containsExactly(SOLUTION);
    }

    @Test
    void leetCodeDatasetTestsAMethodOfANewObject() {
        Task task = first("leetcodedataset");

        assertThat(task.entryPoint()).isEqualTo("Solution");
        assertThat(task.promptKind()).isEqualTo(PromptKind.INSTRUCTION);
        assertThat(task.setup()).contains("from typing import *");
        assertThat(task.check())
                .startsWith(
                        "def check(candidate):\n    candidate = candidate().triple\n    assert candidate(n = 2,target = 9) == 6");
        assertThat(task.prompt()).contains("def triple(self, n: int, target: int)");
    }

    @Test
    void bigCodeBenchHasItsTestCaseAsCheck() {
        Task task = first("bigcodebench");

        assertThat(task.entryPoint()).isEqualTo("task_func");
        assertThat(task.promptKind()).isEqualTo(PromptKind.COMPLETION);
        assertThat(task.check()).contains("class TestCases(unittest.TestCase)");
        assertThat(task.solutions()).singleElement().asString().contains("def task_func(");
    }

    @Test
    void aCheckThatDefinesNoCheckIsRefused() {
        String row = "{\"task_id\": \"t\", \"prompt\": \"p\", \"entry_point\": \"f\", \"test\": \"%s\"}";

        assertThat(TaskFile.parse("h.jsonl", List.of(row.formatted("def test_a():\\n    assert f()")))
                        .get(0)
                        .check())
                .startsWith("def test_a");
        assertThatThrownBy(() -> TaskFile.parse("h.jsonl", List.of(row.formatted("assert f()"))))
                .hasMessage(
                        "h.jsonl:1: \"test\" defines no check(candidate), no unittest.TestCase and no test function");
    }

    @Test
    void otherLanguagesOfHumanEvalXAreRefused() {
        String row = text("humaneval-x").strip().replace("Python/7", "CPP/7");

        assertThatThrownBy(() -> TaskFile.parse("x.jsonl", List.of(row)))
                .hasMessage(
                        "x.jsonl:1: the task 'CPP/7' of HumanEval-X is not Python's; only programs in Python are judged");
    }
}
