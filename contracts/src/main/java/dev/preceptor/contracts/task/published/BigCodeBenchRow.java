package dev.preceptor.contracts.task.published;

import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.List;

/**
 * A row of BigCodeBench: {@code task_id, complete_prompt, instruct_prompt, canonical_solution, code_prompt, test, entry_point, libs}. The
 * test is a {@code unittest.TestCase}; the libraries of {@code libs} must be installed in the executor's Python.
 */
final class BigCodeBenchRow {

    private BigCodeBenchRow() {}

    static boolean matches(JsonObject row) {
        return row.has("task_id", "complete_prompt", "test", "entry_point");
    }

    static Task toTask(JsonObject row) {
        String prompt = row.text("complete_prompt");
        String solution = row.text("canonical_solution", "");
        String check = row.text("test");
        CheckForm.require(row, check);
        return TaskBuilder.builder()
                .id(row.id("task_id"))
                .prompt(prompt)
                .promptKind(PromptKind.COMPLETION)
                .entryPoint(row.text("entry_point"))
                .check(check)
                .solutions(solution.isEmpty() ? List.of() : List.of(row.text("code_prompt", prompt) + solution))
                .build();
    }
}
