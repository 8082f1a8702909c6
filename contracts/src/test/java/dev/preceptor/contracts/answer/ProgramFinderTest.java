package dev.preceptor.contracts.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers to a task "double x" whose student returned x + 1. */
class ProgramFinderTest {

    private static final String ATTEMPT = "def double(x):\n    return x + 1\n";
    private static final String RIGHT = "def double(x):\n    return 2 * x";
    private static final String DRAFT = "def double(x):\n    return x ** 2";

    private static FoundProgram find(String answer) {
        return ProgramFinder.find(answer, "double", List.of(ATTEMPT), false);
    }

    private static FoundProgram findCut(String answer) {
        return ProgramFinder.find(answer, "double", List.of(ATTEMPT), true);
    }

    private static String fenced(String code) {
        return "```python\n" + code + "\n```\n";
    }

    private static String indented(String text, String indent) {
        return text.lines().map(line -> indent + line).reduce("", (all, line) -> all + line + "\n");
    }

    static Stream<Arguments> answersWithTheRightProgram() {
        String quoted = fenced(ATTEMPT);
        return Stream.of(
                Arguments.of("one block", fenced(RIGHT)),
                Arguments.of("a session of the interpreter", fenced(">>> def double(x):\n...     return 2 * x\n4")),
                Arguments.of(
                        "a JSON object", "{\"thoughts\": \"twice\", \"code\": \"def double(x):\\n    return 2 * x\"}"),
                Arguments.of(
                        "a JSON object with line ends in its strings",
                        "```json\n{\"code\": \"def double(x):\n    return 2 * x\"}\n```\n"),
                Arguments.of(
                        "a fence in a JSON object",
                        "{\"answer\": \"```python\\ndef double(x):\\n    return 2 * x\\n```\"}"),
                Arguments.of("a line in backticks", "Use `def double(x): return 2 * x` here."),
                Arguments.of("no-break spaces", fenced(RIGHT).replace(" ", "\u00A0")),
                Arguments.of("a draft in the reasoning", "<think>\n" + fenced(DRAFT) + "</think>\n" + fenced(RIGHT)),
                Arguments.of("a bare draft in the reasoning", "<think>\n" + DRAFT + "\n</think>\n" + fenced(RIGHT)),
                Arguments.of("<thinking>", "<thinking>" + fenced(DRAFT) + "</thinking>" + fenced(RIGHT)),
                Arguments.of("<reasoning>", "<reasoning>\n" + fenced(DRAFT) + "</reasoning>\n" + fenced(RIGHT)),
                Arguments.of("[THINK]", "[THINK]" + fenced(DRAFT) + "[/THINK]" + fenced(RIGHT)),
                Arguments.of("only the closing tag", "Let me see.\n" + fenced(DRAFT) + "</think>\n\n" + fenced(RIGHT)),
                Arguments.of("a closing tag after words", "It is (2 * x).</think>" + fenced(RIGHT)),
                Arguments.of(
                        "an unclosed draft block in the reasoning", "```python\n" + DRAFT + "\n</think>\n" + RIGHT),
                Arguments.of(
                        "the tag named in the reasoning",
                        "<think>`</think>` ends it." + DRAFT + "</think>" + fenced(RIGHT)),
                Arguments.of(
                        "reasoning twice",
                        "<think>a</think>\n<think>\n" + fenced(DRAFT) + "</think>\n" + fenced(RIGHT)),
                Arguments.of("reasoning that is never closed", "<think>\n" + fenced(DRAFT) + "No:\n" + fenced(RIGHT)),
                Arguments.of(
                        "channels",
                        "<|channel|>analysis<|message|>" + fenced(DRAFT) + "<|end|><|channel|>final<|message|>"
                                + fenced(RIGHT) + "<|return|>"),
                Arguments.of("the student's program before", "You wrote\n" + quoted + "It should be\n" + fenced(RIGHT)),
                Arguments.of("the student's program after", fenced(RIGHT) + "In place of\n" + quoted),
                Arguments.of(
                        "the student's program with a remark",
                        fenced(RIGHT) + "In place of\n" + fenced("def double( x ):\n  return x+1  # wrong")),
                Arguments.of("a draft before", fenced(DRAFT) + "That squares. So:\n" + fenced(RIGHT)),
                Arguments.of("a skeleton after", fenced(RIGHT) + "The form:\n" + fenced("def double(x):\n    ...")),
                Arguments.of("a block cut off after", fenced(RIGHT) + "Or:\n```python\ndef double(x):\n    return (x"),
                Arguments.of("an example of use after", fenced(RIGHT) + fenced("print(double(2))")),
                Arguments.of("a list item", "1. So:\n\n" + indented(fenced(RIGHT), "   ") + "2. Done.\n"),
                Arguments.of("the fence beside the list's marker", "- ```python\n" + indented(RIGHT, "  ") + "  ```\n"),
                Arguments.of("a list item with tabs", "-\tSo:\n" + indented(fenced(RIGHT), "\t")),
                Arguments.of("a fence that is indented alone", "  ```python\n" + RIGHT + "\n  ```"),
                Arguments.of("code that is indented within the fence", fenced(indented(RIGHT, "    "))),
                Arguments.of("a quotation", indented(fenced(RIGHT), "> ")),
                Arguments.of("tildes", "~~~python\n" + RIGHT + "\n~~~"),
                Arguments.of("backticks within tildes", "~~~\n" + RIGHT + "\n~~~\n```\n4\n```"),
                Arguments.of("four backticks", "````python\n" + RIGHT + "\n````"),
                Arguments.of("a document in a fence", "````markdown\nSo:\n" + fenced(RIGHT) + "````"),
                Arguments.of("words before the fence", "Here it is: ```python\n" + RIGHT + "\n```"),
                Arguments.of("words after the closing fence", "```python\n" + RIGHT + "\n``` That is all."),
                Arguments.of("a closing fence behind the code", "```python\n" + RIGHT + "```\nDone."),
                Arguments.of(
                        "no closing fence before the next block",
                        "```python\n" + RIGHT + "\n\n```python\ndouble(1)\n```"),
                Arguments.of("py", "```py\n" + RIGHT + "\n```"),
                Arguments.of("python3", "```python3\n" + RIGHT + "\n```"),
                Arguments.of("Python", "```Python\n" + RIGHT + "\n```"),
                Arguments.of("attributes", "``` {.python .numberLines}\n" + RIGHT + "\n```"),
                Arguments.of("a file's name", "```double.py\n" + RIGHT + "\n```"),
                Arguments.of("no language", "```\n" + RIGHT + "\n```"),
                Arguments.of("code on the fence's line", "```def double(x):\n    return 2 * x\n```"),
                Arguments.of("another language after", fenced(RIGHT) + "```javascript\nclass double {}\n```"),
                Arguments.of("\\r\\n", fenced(RIGHT).replace("\n", "\r\n")),
                Arguments.of("\\r", fenced(RIGHT).replace('\n', '\r')),
                Arguments.of("a byte order mark", "\uFEFF" + RIGHT),
                Arguments.of("a byte order mark in the block", fenced("\uFEFF" + RIGHT)),
                Arguments.of("an end-of-text token", fenced(RIGHT).strip() + "<|im_end|>"),
                Arguments.of("<answer>", "It doubles.\n<answer>\n" + RIGHT + "\n</answer>"),
                Arguments.of("<answer> on the line", "<answer>" + RIGHT + "</answer> I hope it helps."),
                Arguments.of("<answer> around a fence", "<answer>\n" + fenced(RIGHT) + "</answer>"),
                Arguments.of("<answer> never closed", fenced(DRAFT) + "<answer>\n" + RIGHT),
                Arguments.of("<answer> after a draft", fenced(DRAFT) + "<answer>\n" + RIGHT + "\n</answer>"),
                Arguments.of("<code>", "<code>\n" + RIGHT + "\n</code>"),
                Arguments.of("<pre><code>", "<pre><code class=\"python\">" + RIGHT + "</code></pre>"),
                Arguments.of("[PYTHON]", "[PYTHON]\n" + RIGHT + "\n[/PYTHON]\nDone"),
                Arguments.of("line numbers", fenced("1  def double(x):\n2      return 2 * x")),
                Arguments.of("line numbers with bars", fenced(" 9 | def double(x):\n10 |     return 2 * x")),
                Arguments.of("commands of a notebook", fenced("!pip install x\n%matplotlib inline\n" + RIGHT)),
                Arguments.of("a token that begins an answer", "[/INST] " + RIGHT + "\n</s>"),
                Arguments.of("bare code", RIGHT),
                Arguments.of("words around bare code", "Sure, here it is.\n\n" + RIGHT + "\n\nThis doubles x.\n"),
                Arguments.of("indented bare code", "Sure:\n\n" + indented(RIGHT, "    ") + "\nThat is all."),
                Arguments.of("a heading after bare code", RIGHT + "\n\n### Why\nIt doubles."),
                Arguments.of(
                        "bare code beside an example in a fence", RIGHT + "\n\nFor example\n" + fenced("double(2)")),
                Arguments.of("bare code after the student's program", quoted + "\n" + RIGHT),
                Arguments.of("backticks on one line", "Use ```def double(x): return 2 * x```."));
    }

    @Test
    void entitiesOfHtmlAreTheCharactersThatTheyStandFor() {
        String program = "def double(x):\n    return x + x if x > 0 and \"&\" else 2 * x";
        String html = program.replace("&", "&amp;").replace(">", "&gt;").replace("\"", "&quot;");
        assertThat(find("<pre><code>\n" + html + "\n</code></pre>").code()).isEqualTo(program);
        String plain = "def double(x):\n    return \"&gt;\" if x < 0 else 2 * x";
        assertThat(find("<code>\n" + plain + "\n</code>").code()).isEqualTo(plain);
    }

    @Test
    void whatOnlyLooksLikeACommandOfANotebookStays() {
        String program = "def double(x):\n    text = \"\"\"\n!important\n%d\"\"\"\n    return (2\n%abs(1)) or 2 * x";
        assertThat(find(fenced(program)).code()).isEqualTo(program);
    }

    @Test
    void theIndentedBodyThatContinuesThePromptIsTheProgram() {
        assertThat(find("    y = 2 * x\n    return y\n").code()).isEqualTo("    y = 2 * x\n    return y");
        assertThat(find("    It doubles its argument.\n").exists()).isFalse();
    }

    @Test
    void aNoBreakSpaceInAStringOfTheProgramStays() {
        String program = "def double(x):\n    return \"\u00A0\" * x";

        assertThat(find(fenced(program)).code()).isEqualTo(program);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersWithTheRightProgram")
    void findsTheProgram(String what, String answer) {
        FoundProgram found = find(answer);

        assertThat(found.code().replace(": return", ":\n    return")).isEqualTo(RIGHT);
        assertThat(found.problem()).isNull();
        assertThat(found.complete()).isTrue();
    }

    static Stream<Arguments> wholePrograms() {
        return Stream.of(
                Arguments.of(
                        "a fence in a docstring",
                        "def double(x):\n    \"\"\"Doubles.\n\n    ```python\n    double(2)\n    ```\n    \"\"\"\n    return 2 * x"),
                Arguments.of(
                        "a fence at the margin of a docstring",
                        "def double(x):\n    '''Doubles.\n\n```\n>>> double(2)\n4\n```\n'''\n    return 2 * x"),
                Arguments.of("tabs", "def double(x):\n\tif x:\n\t\treturn 2 * x\n\treturn 0"),
                Arguments.of("a string with a tag", "def double(x):\n    return str(x).split('</think>')[-1] * 2"),
                Arguments.of("a comment with a tag", "def double(x):\n    # not <think>\n    return x * 2"),
                Arguments.of("a method", "class Solution:\n    def double(self, x):\n        return 2 * x"),
                Arguments.of("an assignment", "double = lambda x: 2 * x"),
                Arguments.of(
                        "imports and helpers",
                        "import math\n\ndef twice(x):\n    return 2 * x\n\n" + "def double(x):\n    return twice(x)"),
                Arguments.of("a coroutine", "async def double(x):\n    return 2 * x"),
                Arguments.of("a decorator", "@staticmethod\ndef double(x):\n    return 2 * x"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wholePrograms")
    void keepsAProgramAsItIs(String what, String program) {
        assertThat(find(fenced(program)).code()).isEqualTo(program);
        assertThat(find("````python\n" + program + "\n````").code()).isEqualTo(program);
        assertThat(find("1. So\n\n" + indented(fenced(program), "    ")).code()).isEqualTo(program);
    }

    static Stream<Arguments> statementsAboveTheFirstDefinition() {
        return Stream.of(
                Arguments.of("a constant", "MOD = 10 ** 9 + 7\n\n"),
                Arguments.of("a variable of another type", "cache: dict[int, int] = {}\n"),
                Arguments.of(
                        "a table of several lines", "TABLE = {\n    0: 0,\n    1: 2,\n}\nSEEN, LEFT = set(), []\n\n\n"),
                Arguments.of("a comment", "# Doubles a number.\n"),
                Arguments.of("a comment and a constant", "# The factor.\nFACTOR = 2\n"),
                Arguments.of("a constant above an import", "FACTOR = 2\nimport math\n\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("statementsAboveTheFirstDefinition")
    void whatStandsAboveTheFirstDefinitionOfUnfencedCodeIsKept(String what, String above) {
        assertThat(find(above + RIGHT).code()).isEqualTo(above + RIGHT);
        assertThat(find("Your program adds one.\n\n" + above + RIGHT + "\n\nNow it doubles.")
                        .code())
                .isEqualTo(above + RIGHT);
        assertThat(find("The program:\n" + indented(above + RIGHT, "    ")).code())
                .isEqualTo(above + RIGHT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# Solution\n\n",
                "x = 1 is the smallest input.\nHere is the program:\n",
                "try this:\n",
                "f(x) = (2 x\n",
                "RESULT = 4\n\nwas wrong.\n"
            })
    void wordsAboveUnfencedCodeAreNot(String above) {
        assertThat(find(above + RIGHT).code()).isEqualTo(RIGHT);
    }

    @Test
    void aStringThatIsNeverClosedDoesNotSwallowTheNextBlock() {
        String answer = fenced("def half(x):\n    \"\"\"Halves.") + "Or\n"
                + fenced("def double(x):\n    \"\"\"Doubles.\"\"\"\n    return 2 * x");

        assertThat(find(answer).code()).isEqualTo("def double(x):\n    \"\"\"Doubles.\"\"\"\n    return 2 * x");
    }

    @Test
    void theOnlyProgramIsTakenEvenIfItIsTheStudents() {
        assertThat(find(fenced(ATTEMPT)).code()).isEqualTo(ATTEMPT.strip());
    }

    @Test
    void aCorrectionThatRemovesLinesIsNoQuotation() {
        String attempt = "def double(x):\n    return 2 * x\n\nprint(double(1))\n";

        assertThat(ProgramFinder.find(fenced(attempt) + fenced(RIGHT), "double", List.of(attempt), false)
                        .code())
                .isEqualTo(RIGHT);
    }

    @Test
    void definitionsOfOtherBlocksThatTheProgramUsesAreAdded() {
        String answer =
                "First\n" + fenced("import math\nLIMIT = 3\n\ndef twice(x):\n    return helper(x)\n\nprint(twice(1))")
                        + "then\n" + fenced("def double(x):\n    return math.floor(twice(x))") + "and\n"
                        + fenced("def helper(x):\n    return 2 * x\n\ndef unused():\n    pass");

        assertThat(find(answer).code())
                .isEqualTo("import math\ndef twice(x):\n    return helper(x)\ndef helper(x):\n    return 2 * x\n\n"
                        + "def double(x):\n    return math.floor(twice(x))");
    }

    @Test
    void anEntryPointInAClassNeedsBoth() {
        String solution = "class Solution:\n    def double(self, x):\n        return 2 * x";
        String answer = fenced(solution) + fenced("class Solution:\n    def half(self, x):\n        return x / 2");

        assertThat(ProgramFinder.find(answer, "Solution().double", List.of(), false)
                        .code())
                .isEqualTo(solution);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "```diff\n-    return x + 1\n+    return 2 * x\n```",
                "```\n--- a.py\n+++ b.py\n@@ -1,2 +1,2 @@\n def double(x):\n-    return x + 1\n+    return 2 * x\n```",
                "```python\n def double(x):\n-    return x + 1\n+    return 2 * x\n```",
                "```python\n<<<<<<< SEARCH\ndef double(x):\n=======\n>>>>>>> REPLACE\n```",
                "```python\ndef double(x):\n    return x + 1\n```\n```diff\n-    return x + 1\n+    return 2 * x\n```",
                "@@ -1,2 +1,2 @@\n-    return x + 1\n+    return 2 * x\n"
            })
    void aDiffIsRefused(String answer) {
        assertThat(find(answer).exists()).isFalse();
        assertThat(find(answer).problem()).contains("diff");
    }

    @Test
    void aDiffBesideTheProgramDoesNotMatter() {
        assertThat(find("```diff\n-    return x + 1\n+    return 2 * x\n```\n" + fenced(RIGHT))
                        .code())
                .isEqualTo(RIGHT);
    }

    @Test
    void anotherLanguageIsNoProgram() {
        FoundProgram found = find("```javascript\nclass double {}\n```");

        assertThat(found.exists()).isFalse();
        assertThat(found.problem()).contains("javascript");
    }

    @Test
    void reasoningThatIsCutOffHoldsNoProgram() {
        FoundProgram found = findCut("<think>\n" + fenced(DRAFT) + "But");

        assertThat(found.exists()).isFalse();
        assertThat(found.problem()).contains("within the model's reasoning");
        assertThat(find("<think>\n" + fenced(DRAFT) + "</think>\n").problem()).contains("reasoning only");
    }

    @Test
    void aProgramThatIsCutOffIsNotComplete() {
        assertThat(findCut("```python\ndef double(x):\n    return (2 *").complete())
                .isFalse();
        assertThat(findCut("```python\ndef double(x):\n    return").complete()).isFalse();
        assertThat(findCut("```python\ndef double(x):\n    return").code()).isEqualTo("def double(x):\n    return");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "I cannot.",
                "I would define double as a function.",
                "def double is the head.",
                "class of functions"
            })
    void wordsAreNoProgram(String answer) {
        assertThat(find(answer).exists()).isFalse();
        assertThat(find(answer).problem()).isEqualTo("The answer held no program.");
    }

    @Test
    void aFunctionOfAnotherNameIsTakenIfThereIsNoBetter() {
        assertThat(find(fenced("def dbl(x):\n    return 2 * x") + fenced("print(dbl(2))"))
                        .code())
                .isEqualTo("def dbl(x):\n    return 2 * x");
        assertThat(find(fenced("    return 2 * x")).code()).isEqualTo("    return 2 * x");
    }

    static Stream<Arguments> scripts() {
        String script = "n = int(input())\nprint(2 * n)";
        return Stream.of(
                Arguments.of(
                        "input and output beside it",
                        script,
                        fenced(script) + "Input\n```\n1\n```\nOutput\n```\n2\n```"),
                Arguments.of("output in a block of Python", script, fenced(script) + fenced("print(2)")),
                Arguments.of("a draft before", script, fenced("print(input())") + fenced(script)),
                Arguments.of("no language", script, "```\n1\n```\n```\n" + script + "\n```"),
                Arguments.of("no input", "print(3)", "```\nprint(3)\n```\n```\n3\n```"),
                Arguments.of("bare", script, "Here:\n" + script + "\nIt doubles."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scripts")
    void findsAWholeProgram(String what, String script, String answer) {
        assertThat(ProgramFinder.find(answer, null, List.of(), false).code()).isEqualTo(script);
    }

    /** What models write that repeat themselves until they are stopped. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a, ",
                "import a, ",
                "> ",
                "- ",
                "```",
                "``` ",
                "```python\n",
                "~~~",
                "<think>",
                "</think>",
                "<answer>",
                "(",
                "'",
                "\"\"\"",
                "@a\n",
                "def double(x):\n",
                "def double(x): ",
                "x = ",
                "x = 1\n",
                "x = (\n",
                "# x\n",
                "    ",
                "\n",
                "{",
                "+\n-\n",
                "if a: ",
                "lambda: "
            })
    void anyTextHasAResult(String part) {
        String repeated = part.repeat(4_000);

        assertThat(find(repeated)).isNotNull();
        assertThat(find("import " + repeated)).isNotNull();
        assertThat(find("```python\n" + repeated).code()).isNotNull();
        assertThat(ProgramFinder.find(repeated, null, List.of(repeated), true)).isNotNull();
    }
}
