package dev.preceptor.contracts.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StudentPromptTest {

    private static final Task WORDS = TaskBuilder.builder()
            .id("t")
            .prompt("Double it.")
            .entryPoint("f")
            .tests(List.of("assert f(7) == 14"))
            .publicTests(List.of("assert f(1) == 2"))
            .build();
    private static final Task CODE = TaskBuilder.builder()
            .id("t")
            .prompt("def f(x):\n")
            .promptKind(PromptKind.COMPLETION)
            .entryPoint("f")
            .check("def check(candidate): ...")
            .build();

    @Test
    void publicTestsAreShownAndPrivateOnesAreNot() {
        assertThat(StudentPrompt.forTask(WORDS).asMessage())
                .contains("Double it.", "assert f(1) == 2")
                .doesNotContain("assert f(7) == 14");
    }

    @Test
    void codeToContinueIsLeftAsItIsForAModelWithoutAChatTemplate() {
        assertThat(StudentPrompt.forTask(CODE).asText()).isEqualTo("def f(x):\n");
        assertThat(StudentPrompt.forTask(CODE).asMessage()).contains("```python\ndef f(x):\n```");
    }

    @Test
    void wordsBecomeACommentForAModelWithoutAChatTemplate() {
        assertThat(StudentPrompt.forTask(WORDS).asText())
                .startsWith("# Double it.\n")
                .endsWith("\n");
        assertThat(StudentPrompt.forTask(WORDS).asText().lines()).allMatch(line -> line.startsWith("#"));
    }

    @Test
    void aRefinementShowsTaskAttemptAndFeedback() {
        assertThat(StudentPrompt.forRefinement(WORDS, "def f(x): return x", "f(1): expected 2, got 1")
                        .asMessage())
                .contains("Double it.", "def f(x): return x", "f(1): expected 2, got 1");
    }

    @Test
    void onlyCodeThatIsContinuedHasStopStringsOfItsOwn() {
        assertThat(StudentPrompt.forTask(CODE).stopStrings(false, null)).isEqualTo(StudentPrompt.CODE_STOPS);
        assertThat(StudentPrompt.forTask(CODE).stopStrings(true, null)).isEmpty();
        assertThat(StudentPrompt.forTask(WORDS).stopStrings(false, null)).isEmpty();
        assertThat(StudentPrompt.forTask(WORDS).stopStrings(true, List.of("x"))).containsExactly("x");
        assertThat(StudentPrompt.forTask(CODE).stopStrings(false, List.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "    return 2 * x\n\ndef g():\n    pass\n",
                "    return 2 * x\n# done",
                "    if x:\n        return 1\n    return 2\nif __name__ == '__main__':\n    print(f(1))",
                "    y = x\n\n\nprint(f(2))\nclass A: pass",
                "\nclass A: pass",
                "    return x"
            })
    void theStopStringsOfCodeChangeNoProgram(String completion) {
        int end = StudentPrompt.CODE_STOPS.stream()
                .mapToInt(completion::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(completion.length());
        assertThat(AnswerCode.program(CODE, completion.substring(0, end), false))
                .isEqualTo(AnswerCode.program(CODE, completion, false));
    }
}
