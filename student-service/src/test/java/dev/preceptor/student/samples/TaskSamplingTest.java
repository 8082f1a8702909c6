package dev.preceptor.student.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskSamplingTest {

    private static Task task(String prompt, PromptKind kind) {
        return TaskBuilder.builder()
                .id("t/1")
                .prompt(prompt)
                .promptKind(kind)
                .entryPoint("f")
                .tests(List.of("assert f(1) == 1"))
                .build();
    }

    @Test
    void aContinuedPromptIsASampleOfHumanEvalsForm() {
        JsonNode line =
                TaskSampling.sample(task("def f(x):\n", PromptKind.COMPLETION), "    return x\n\nprint(f(1))\n", false);

        assertThat(line.path("task_id").asText()).isEqualTo("t/1");
        assertThat(line.path("completion").asText()).isEqualTo("    return x\n");
        assertThat(line.has("code")).isFalse();
    }

    @Test
    void anAnswersProgramIsASampleOfItsOwn() {
        JsonNode line = TaskSampling.sample(
                task("Write f.", PromptKind.INSTRUCTION), "Here:\n```python\ndef f(x):\n    return x\n```", true);

        assertThat(line.path("code").asText()).isEqualTo("def f(x):\n    return x");
        assertThat(line.has("completion")).isFalse();
    }

    @Test
    void anAnswerWithoutAProgramIsAnEmptyOne() {
        assertThat(TaskSampling.sample(task("Write f.", PromptKind.INSTRUCTION), "I cannot.", true)
                        .path("code")
                        .asText())
                .isEmpty();
    }
}
