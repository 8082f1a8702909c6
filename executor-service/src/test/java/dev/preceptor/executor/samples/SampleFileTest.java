package dev.preceptor.executor.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleFileTest {

    private static final Task CONTINUED = task("HumanEval/0", "def f(x):\n", PromptKind.COMPLETION);
    private static final Task ASKED = task("mbpp/11", "Write f.", PromptKind.INSTRUCTION);

    private static Task task(String id, String prompt, PromptKind kind) {
        return TaskBuilder.builder()
                .id(id)
                .prompt(prompt)
                .promptKind(kind)
                .entryPoint("f")
                .tests(List.of("assert f(1) == 1"))
                .build();
    }

    private List<Sample> read(String lines) {
        return SampleFile.parse("s.jsonl", lines.lines().toList(), List.of(CONTINUED, ASKED));
    }

    @Test
    void aCompletionContinuesThePrompt() {
        assertThat(read("{\"task_id\": \"HumanEval/0\", \"completion\": \"    return x\\n\", \"model\": \"m\"}"))
                .singleElement()
                .satisfies(sample -> {
                    assertThat(sample.task()).isEqualTo(CONTINUED);
                    assertThat(sample.program()).isEqualTo("def f(x):\n    return x\n");
                    assertThat(sample.fields().path("model").asText()).isEqualTo("m");
                });
    }

    @Test
    void codeIsTheWholeProgram() {
        assertThat(read("{\"task_id\": \"HumanEval/0\", \"code\": \"f = abs\"}"))
                .extracting(Sample::program)
                .containsExactly("f = abs");
    }

    @Test
    void wordsAreNotContinued() {
        assertThat(read("{\"task_id\": \"mbpp/11\", \"completion\": \"f = abs\"}"))
                .extracting(Sample::program)
                .containsExactly("f = abs");
    }

    @Test
    void mbppsTasksMayBeNamedByTheirNumber() {
        assertThat(read("{\"task_id\": 11, \"code\": \"a\"}\n\n{\"task_id\": \"11\", \"code\": \"b\"}\n"))
                .extracting(Sample::task)
                .containsExactly(ASKED, ASKED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"task_id": "HumanEval/1", "code": "x"} | the task 'HumanEval/1' is not in the file of tasks
                    {"code": "x"}                           | lacks "task_id"
                    {"task_id": "HumanEval/0"}              | has neither "completion" nor "code" nor "solution"
                    {"task_id": "HumanEval/0", "code": 1}   | "code" is a number; write a string, as "1"
                    {"task_id": "HumanEval/0", "completion": ["x"]} | "completion" is a list; write a string
                    {"task_id": 1.5, "code": "x"}           | "task_id" is a number; write a string
                    {"task_id": "HumanEval/0", "code": "x"}{"task_id": "HumanEval/0", "code": "y"} | holds a second object
                    ["HumanEval/0"]                         | is not a JSON object but a list
                    {"task_id": "Hum                        | is not valid JSON:
                    """)
    void aBrokenLineIsNamed(String line, String problem) {
        String good = "{\"task_id\": \"mbpp/11\", \"code\": \"x\"}\n";

        assertThatThrownBy(() -> read(good + line)).hasMessageStartingWith("s.jsonl:2: " + problem);
    }

    @Test
    void anEmptyFileHoldsNoSample() {
        assertThatThrownBy(() -> read("\n")).hasMessage("s.jsonl: holds no sample");
    }
}
