package dev.preceptor.teaching.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.AssignmentBuilder;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.FinishReason;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.OpdSpecificationBuilder;
import dev.preceptor.contracts.specification.ScoreContext;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.contracts.specification.TokenPrices;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import dev.preceptor.teaching.ScoreRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScorePromptTest {

    private static final Task TASK = TaskBuilder.builder()
            .id("t/1")
            .prompt("Write a function double(n).")
            .promptKind(PromptKind.INSTRUCTION)
            .entryPoint("double")
            .tests(List.of("assert double(3) == 6"))
            .solutions(List.of("def double(n):\n    return n + n"))
            .build();

    private static List<ChatMessage> messages(Verdict verdict, String refinement, ScoreContext... context) {
        TeacherSpecification teacher = TeacherSpecificationBuilder.builder()
                .backend("openai")
                .baseUrl("http://localhost:1/v1")
                .model("m")
                .pricePerMillionTokens(new TokenPrices(1, 1))
                .budgetUsd(1.0)
                .context("The manual.")
                .build();
        Teaching teaching = new Teaching(
                Method.OPD,
                teacher,
                false,
                List.of(),
                OpdSpecificationBuilder.builder().context(List.of(context)).build());
        Assignment assignment = AssignmentBuilder.builder()
                .runId("run")
                .purpose(Purpose.PRACTICE)
                .task(TASK)
                .teaching(teaching)
                .build();
        Attempt attempt = Attempt.of("a", assignment, "def double(n): pass", "x", 1, 1, FinishReason.STOP, 0);
        String feedback = verdict == Verdict.FAILED ? "double(3) returned None" : null;
        return ScorePrompt.messages(
                new ScoreRequest(new TestResult("r", attempt, verdict, List.of(), feedback, null, 0), refinement));
    }

    @Test
    void withoutContextTheTeacherGetsTheStudentsMessage() {
        assertThat(messages(Verdict.FAILED, "def double(n): ..."))
                .containsExactly(
                        new ChatMessage("user", StudentPrompt.forTask(TASK).asMessage()));
    }

    @Test
    void eachPartOfTheContextIsShownIfItIsAskedForAndTheAttemptNever() {
        List<ChatMessage> all = messages(Verdict.FAILED, "def double(n): return 2 * n", ScoreContext.values());

        assertThat(all.get(0))
                .isEqualTo(new ChatMessage("system", "The tasks are about what this text describes:\n\nThe manual."));
        assertThat(all.get(1).content())
                .isEqualTo(
                        """
                        Write a function double(n).

                        Answer with the function only.

                        This program is a correct answer:
                        ```python
                        def double(n):
                            return n + n
                        ```

                        This correction of an earlier answer passes the tests:
                        ```python
                        def double(n): return 2 * n
                        ```

                        An earlier answer failed. This came of it when it was run:
                        ```
                        double(3) returned None
                        ```

                        Answer the task correctly, in the form asked for above.""")
                .doesNotContain("pass\n");
    }

    @Test
    void whatThereIsNotIsLeftOut() {
        assertThat(messages(Verdict.PASSED, null, ScoreContext.FEEDBACK, ScoreContext.REFINEMENT))
                .containsExactly(
                        new ChatMessage("user", StudentPrompt.forTask(TASK).asMessage()));
    }
}
