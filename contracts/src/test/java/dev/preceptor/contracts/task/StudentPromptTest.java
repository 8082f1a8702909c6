package dev.preceptor.contracts.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

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
}
