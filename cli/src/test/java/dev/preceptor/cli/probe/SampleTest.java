package dev.preceptor.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.LessonBuilder;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleTest {

    private static final String ATTEMPT = "def half(n):\n    return n / 2\n";

    /** The student's prompt is the one that it gets in a refine step of an exam. */
    @Test
    void aFailureBecomesTheTaskToCorrectItWithAllTests() {
        Task task = task(PromptKind.INSTRUCTION, "Write half(n).");
        Task refined = failed(task, "half(3) should be 1, but is 1.5").refinementTask();

        assertThat(StudentPrompt.forTask(refined))
                .isEqualTo(StudentPrompt.forRefinement(task, ATTEMPT, "half(3) should be 1, but is 1.5"));
        assertThat(refined.id()).isEqualTo("set/half/attempt-2");
        assertThat(refined.tests()).containsExactly("assert half(3) == 1", "assert half(2) == 1");
        assertThat(refined.publicTests()).isEmpty();
        assertThat(refined.entryPoint()).isEqualTo("half");
    }

    @Test
    void importsOfAPromptThatIsCodeStayKnownToTheAnswer() {
        String prompt = "from typing import List\n\ndef half(n):\n    \"\"\"Half of n.\"\"\"\n";
        Task refined = failed(task(PromptKind.COMPLETION, prompt), null).refinementTask();

        assertThat(refined.promptKind()).isEqualTo(PromptKind.INSTRUCTION);
        assertThat(refined.setup()).isEqualTo(prompt);
        assertThat(refined.prompt()).contains("It failed: FAILED.");
    }

    private static Sample failed(Task task, String feedback) {
        return new Sample(
                task,
                LessonBuilder.builder()
                        .taskId(task.id())
                        .round(1)
                        .sample(2)
                        .attempt(ATTEMPT)
                        .verdict(Verdict.FAILED)
                        .feedback(feedback)
                        .build());
    }

    private static Task task(PromptKind kind, String prompt) {
        return TaskBuilder.builder()
                .id("set/half")
                .prompt(prompt)
                .promptKind(kind)
                .entryPoint("half")
                .tests(List.of("assert half(3) == 1"))
                .publicTests(List.of("assert half(2) == 1"))
                .build();
    }
}
