package dev.preceptor.contracts.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocstringTestsTest {

    @TempDir
    Path folder;

    private static List<String> of(String docstring) {
        return of("t/1", docstring);
    }

    private static List<String> of(String id, String docstring) {
        String prompt = "def help(x):\n    \"\"\" >>> f(0)\n    9\n    \"\"\"\n\n\ndef f(x):\n    \"\"\"Does it.\n"
                + docstring + "\n    \"\"\"\n";
        return DocstringTests.of(TaskBuilder.builder()
                .id(id)
                .prompt(prompt)
                .promptKind(PromptKind.COMPLETION)
                .entryPoint("f")
                .check("def check(c): pass")
                .build());
    }

    @Test
    void readsDoctestsOfItsOwnFunctionWithWhatIsExpectedOnOneOrMoreLines() {
        assertThat(of("    >>> f(1)  # a remark\n    2\n    >>> f([1, 'a)'])\n    ['x',\n     (1, -2.5)]\n\n    9"))
                .containsExactly("assert f(1) == 2", "assert f([1, 'a)']) == ['x', (1, -2.5)]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f(1) == [2]",
                "f(1) = [2]",
                "f(1) => [2]",
                "f(1) ==> [2]  ",
                "f(1) -> [2]",
                "f(1) ➞ [2]",
                "* f(1) => [2]",
                "f(1) returns [2]",
                "f(1) # => [2]",
                "f(1)   # returns [2]",
                "for f(1) == [2]",
                ">>> f(1) == [2]"
            })
    void readsTheNotationsOfOneLine(String example) {
        assertThat(of("    " + example)).containsExactly("assert f(1) == [2]");
    }

    @Test
    void readsACallOverSeveralLinesAndOtherLanguagesBooleans() {
        assertThat(of("    f([\n      [1],\n      [2]\n    ], 1) == [(0, 0)]\n    f('a') => true"))
                .containsExactly("assert f([\n      [1],\n      [2]\n    ], 1) == [(0, 0)]", "assert f('a') == True");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ">>> f(1)\n    Traceback (most recent call last):\n    ValueError: no",
                ">>> f(1)",
                ">>> f(1)\n\n    2",
                "f(x) => 2",
                "f(1) => 1 + 1 = 2",
                "f(1) => 'No' (the name is wrong)",
                "f(1) is 2",
                "f(1",
                "For x = 1 the output should be 2",
                "g(1) == 2"
            })
    void leavesOutWhatIsNoCallOfLiteralsThatGivesALiteral(String example) {
        assertThat(of("    " + example)).isEmpty();
    }

    @Test
    void takesNothingFromAPromptOfWords() {
        Task words = TaskBuilder.builder()
                .id("t/1")
                .prompt("def f(x):\n\"\"\"f(1) == 2\"\"\"")
                .entryPoint("f")
                .tests(List.of("assert f(1) == 2"))
                .build();
        assertThat(DocstringTests.of(words)).isEmpty();
    }

    @Test
    void leavesOutTheExamplesOfHumanEvalThatAreWrong() {
        String example = "    f(1) == 2";
        assertThat(of("HumanEval/130", example)).hasSize(1);
        Task tri = TaskBuilder.builder()
                .id("HumanEval/130")
                .prompt("def tri(n):\n    \"\"\"\n    tri(1) = 3\n    \"\"\"\n")
                .promptKind(PromptKind.COMPLETION)
                .entryPoint("tri")
                .check("def check(c): pass")
                .build();
        assertThat(DocstringTests.of(tri)).isEmpty();
    }

    @Test
    void theSolutionsOfHumanEvalPassAllOfThem() throws IOException, InterruptedException {
        Path data = Path.of(System.getProperty("preceptor.shared", ""), "data", "HumanEval.jsonl");
        Assumptions.assumeTrue(Files.exists(data), "needs data/HumanEval.jsonl in -Dpreceptor.shared");
        int shown = 0;
        int asserts = 0;
        List<String> program = new ArrayList<>();
        for (Task task : TaskFile.read(data)) {
            List<String> tests = DocstringTests.of(task);
            shown += tests.isEmpty() ? 0 : 1;
            asserts += tests.size();
            program.add("exec(" + literal(task.solutions().get(0)) + ", names := {})");
            tests.forEach(test -> program.add("exec(" + literal(test) + ", names)"));
        }
        Path file = Files.writeString(folder.resolve("examples.py"), String.join("\n", program));

        Process python = new ProcessBuilder("python3", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(said).isEmpty();
        assertThat(python.exitValue()).isZero();
        // Counted by a second implementation, in Python with ast.literal_eval, less the six wrong ones, one that
        // stands there twice and one with a remark behind it.
        assertThat(asserts).isEqualTo(379);
        assertThat(shown).isEqualTo(135);
    }

    /** As JSON writes it, which Python reads alike. */
    private static String literal(String text) {
        return dev.preceptor.contracts.Json.mapper()
                .getNodeFactory()
                .textNode(text)
                .toString();
    }
}
