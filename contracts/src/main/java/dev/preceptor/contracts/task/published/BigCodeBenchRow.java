package dev.preceptor.contracts.task.published;

import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.Task;

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
        return HumanEvalRow.toTask(row, prompt, row.text("code_prompt", prompt));
    }
}
