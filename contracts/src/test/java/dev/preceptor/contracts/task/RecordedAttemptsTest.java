package dev.preceptor.contracts.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecordedAttemptsTest {

    private static Task task(String id, PromptKind kind) {
        return TaskBuilder.builder()
                .id(id)
                .prompt("def f(x):\n")
                .promptKind(kind)
                .entryPoint("f")
                .tests(List.of("assert f(1) == 1"))
                .build();
    }

    private static List<RecordedAttempt> complete(List<String> lines, int samples, String... tasks) {
        return RecordedAttempts.complete(
                "a.jsonl",
                RecordedAttempts.parse("a.jsonl", lines),
                List.of(tasks).stream()
                        .map(id -> task(id, PromptKind.INSTRUCTION))
                        .toList(),
                samples);
    }

    @Test
    void numbersTheAttemptsOfATaskInTheirOrderAndLeavesOutWhatIsNotWanted() {
        List<String> lines = List.of(
                "{\"task_id\": \"b\", \"code\": \"b0\"}",
                "{\"taskId\": \"a\", \"code\": \"a1\", \"sample\": 1}",
                "",
                "{\"taskId\": \"a\", \"code\": \"a0\", \"sample\": 0}",
                "{\"taskId\": \"b\", \"code\": \"b1\", \"passed\": true}",
                "{\"taskId\": \"b\", \"code\": \"b2\"}",
                "{\"taskId\": \"other\", \"code\": \"x\"}");

        assertThat(complete(lines, 2, "a", "b"))
                .containsExactly(
                        new RecordedAttempt("a", 0, "a0", null),
                        new RecordedAttempt("a", 1, "a1", null),
                        new RecordedAttempt("b", 0, "b0", null),
                        new RecordedAttempt("b", 1, "b1", null));
    }

    @Test
    void knowsMbppsTasksByTheirNumbers() {
        assertThat(complete(List.of("{\"task_id\": \"11\", \"code\": \"x\"}"), 1, "mbpp/11"))
                .extracting(RecordedAttempt::taskId)
                .containsExactly("mbpp/11");
    }

    @Test
    void namesTheTasksThatAreMissingAndTheLinesThatAreWrong() {
        assertThatThrownBy(() -> complete(List.of("{\"taskId\": \"a\", \"code\": \"x\"}"), 2, "a", "b"))
                .isInstanceOf(TaskFileException.class)
                .hasMessage("a.jsonl: lacks attempts at 2 of the practice tasks (2 each are wanted): a, b");
        String twice = "{\"taskId\": \"a\", \"code\": \"x\", \"sample\": 0}";
        assertThatThrownBy(() -> complete(List.of(twice, twice), 1, "a"))
                .hasMessage("a.jsonl: has sample 0 of the task a twice");
        assertThatThrownBy(() -> complete(List.of("", "{\"taskId\": \"a\"}"), 1, "a"))
                .hasMessage("a.jsonl:2: has neither \"code\" nor \"completion\"");
        assertThatThrownBy(() -> complete(List.of("{\"code\": \"x\"}"), 1, "a"))
                .hasMessage("a.jsonl:1: lacks \"taskId\"");
    }

    @Test
    void makesTheProgramOfACompletion() {
        RecordedAttempt completion = new RecordedAttempt("a", 0, null, "    return x");
        assertThat(completion.program(task("a", PromptKind.COMPLETION))).isEqualTo("def f(x):\n    return x");
        RecordedAttempt answer = new RecordedAttempt("a", 0, null, "Here:\n```python\ndef f(x): return x\n```");
        assertThat(answer.program(task("a", PromptKind.INSTRUCTION))).isEqualTo("def f(x): return x");
    }
}
