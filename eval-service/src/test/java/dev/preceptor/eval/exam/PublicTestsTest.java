package dev.preceptor.eval.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.specification.ExamSpecification;
import dev.preceptor.contracts.specification.ExamSpecificationBuilder;
import dev.preceptor.contracts.task.InputOutput;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import dev.preceptor.contracts.task.TaskLimits;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublicTestsTest {

    private static final TaskLimits LIMITS = new TaskLimits(2.0, null, null, null, null, null);
    private static final ExamSpecification REFINED =
            ExamSpecificationBuilder.builder().refineSteps(1).build();

    @Test
    void aTaskKeepsItsLimitsWhenTestsBecomePrivate() {
        List<String> shown = List.of("assert f(1) == 1", "assert f(2) == 2");
        Task task = TaskBuilder.builder()
                .id("t")
                .prompt("Write f.")
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint("f")
                .publicTests(shown)
                .limits(LIMITS)
                .build();

        Task examined = PublicTests.of(task, REFINED);

        assertThat(examined.publicTests()).containsExactly("assert f(1) == 1");
        assertThat(examined.tests()).containsExactly("assert f(2) == 2");
        assertThat(examined.limits()).isEqualTo(LIMITS);
    }

    @Test
    void aWholeProgramIsExaminedAsItIs() {
        Task task = TaskBuilder.builder()
                .id("t")
                .prompt("\"\"\"\n>>> f(1)\n1\n\"\"\"\n")
                .promptKind(PromptKind.COMPLETION)
                .entryPoint("f")
                .inputOutput(List.of(new InputOutput("1", "1")))
                .build();

        assertThat(PublicTests.of(task, REFINED)).isEqualTo(task);
    }
}
