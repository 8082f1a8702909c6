package dev.preceptor.contracts.task.published;

import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.Task;

/** A row of BigCodeBench: {@code task_id, complete_prompt, instruct_prompt, canonical_solution, code_prompt, test, entry_point, libs}. */
final class BigCodeBenchRow {

    private BigCodeBenchRow() {}

    static boolean matches(JsonObject row) {
        return row.has("task_id", "complete_prompt", "test", "entry_point");
    }

    /** Always throws: the tests are a {@code unittest.TestCase} that patches and inspects the program's own process. */
    static Task toTask(JsonObject row) {
        throw UnjudgedForm.refused(row, "a unittest.TestCase (BigCodeBench)");
    }
}
