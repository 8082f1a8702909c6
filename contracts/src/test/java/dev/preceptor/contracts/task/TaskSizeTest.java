package dev.preceptor.contracts.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.RecordLimit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskSizeTest {

    private static final int MOST = 1_000;

    @Test
    void aTaskIsMeasuredAsItTravels() throws Exception {
        Task task = task("set/0", "x = 'ä'\n");
        byte[] json = Json.mapper().writeValueAsString(task).getBytes(StandardCharsets.UTF_8);
        assertThat(RecordLimit.sizeOf(task)).isEqualTo(json.length);
    }

    @Test
    void theFirstThatIsTooLargeIsNamedWithTheLimit() {
        List<Task> tasks = List.of(task("set/0", "x = 1\n"), task("set/1", "x = 1\n".repeat(200)));

        assertThatThrownBy(() -> TaskSize.check("practice", tasks, MOST))
                .isInstanceOf(TaskFileException.class)
                .hasMessageStartingWith("practice: the task 'set/1' takes ")
                .hasMessageContaining("1000 that a task may (run.most-task-bytes)");
        TaskSize.check("practice", tasks.subList(0, 1), MOST);
    }

    private static Task task(String id, String setup) {
        return TaskBuilder.builder()
                .id(id)
                .prompt("Write f.")
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint("f")
                .setup(setup)
                .tests(List.of("assert f(1)"))
                .build();
    }
}
