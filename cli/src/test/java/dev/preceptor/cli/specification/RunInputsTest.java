package dev.preceptor.cli.specification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunInputsTest {

    private static Task task(String id, String prompt) {
        return TaskBuilder.builder()
                .id(id)
                .prompt(prompt)
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint("f")
                .tests(List.of("f()"))
                .build();
    }

    private static RunInputs inputs(List<Task> exam) {
        return new RunInputs(null, List.of(task("a", "A"), task("b", "B")), exam, null, null);
    }

    @Test
    void examTasksThatArePractisedAreToldByIdAndByContent() {
        assertThat(inputs(List.of(task("c", "C"))).overlap()).isEmpty();
        assertThat(inputs(List.of(task("c", "C"), task("renamed", "B"))).overlap())
                .contains(
                        "warning: 1 of the 2 exam tasks are also practice tasks, so the exam says less about new tasks");
        assertThat(inputs(List.of(task("a", "changed"), task("renamed", "B"))).overlap())
                .contains(
                        "warning: 2 of the 2 exam tasks are also practice tasks, so the exam says nothing about new tasks");
    }
}
