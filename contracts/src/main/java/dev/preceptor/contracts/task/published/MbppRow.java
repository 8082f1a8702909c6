package dev.preceptor.contracts.task.published;

import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.List;

/**
 * A row of MBPP's file, {@code text, code, test_list, test_setup_code}, or of its sanitized one, {@code prompt, code,
 * test_imports, test_list}. Its tests are public, as is common for MBPP. The entry point is the solution's function
 * that the first test calls.
 */
final class MbppRow {

    private MbppRow() {}

    static boolean matches(JsonObject row) {
        return row.has("code", "test_list") && (row.has("text") || row.has("prompt"));
    }

    static Task toTask(JsonObject row) {
        return toTask(row, row.texts("challenge_test_list"));
    }

    /** @param tests the private tests */
    static Task toTask(JsonObject row, List<String> tests) {
        String code = row.text("code").replace("\r\n", "\n").replace('\r', '\n');
        List<String> shown = row.texts("test_list");
        String id = row.id("task_id");
        return TaskBuilder.builder()
                .id(id.contains("/") ? id : "mbpp/" + id)
                .prompt(row.has("text") ? row.text("text") : row.text("prompt"))
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint(EntryPoint.ofSolution(code, shown))
                .setup(
                        row.has("test_imports")
                                ? String.join("\n", row.texts("test_imports"))
                                : row.text("test_setup_code", ""))
                .tests(tests)
                .publicTests(shown)
                .solutions(List.of(code))
                .build();
    }
}
