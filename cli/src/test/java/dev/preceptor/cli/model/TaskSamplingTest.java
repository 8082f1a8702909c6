package dev.preceptor.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskSamplingTest {

    private static Task task(String prompt, PromptKind kind) {
        return new Task("t/1", prompt, kind, "f", null, List.of("assert f(1) == 1"), null, null, null);
    }

    private static JsonNode line(Task task, String text, boolean answers) throws IOException {
        return Json.mapper().readTree(TaskSampling.line(task, text, answers));
    }

    @Test
    void aContinuedPromptIsASampleOfHumanEvalsForm() throws IOException {
        JsonNode line = line(task("def f(x):\n", PromptKind.COMPLETION), "    return x\n\nprint(f(1))\n", false);

        assertThat(line.path("task_id").asText()).isEqualTo("t/1");
        assertThat(line.path("completion").asText()).isEqualTo("    return x\n");
        assertThat(line.has("code")).isFalse();
    }

    @Test
    void anAnswersProgramIsASampleOfItsOwn() throws IOException {
        JsonNode line =
                line(task("Write f.", PromptKind.INSTRUCTION), "Here:\n```python\ndef f(x):\n    return x\n```", true);

        assertThat(line.path("code").asText()).isEqualTo("def f(x):\n    return x");
        assertThat(line.has("completion")).isFalse();
    }

    @Test
    void anAnswerWithoutAProgramIsAnEmptyOne() throws IOException {
        assertThat(line(task("Write f.", PromptKind.INSTRUCTION), "I cannot.", true)
                        .path("code")
                        .asText())
                .isEmpty();
    }
}
