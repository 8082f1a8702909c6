package dev.preceptor.contracts.task.published;

import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.List;

/**
 * A row of KodCode: {@code question_id, question, solution, test, test_info}. The tests are pytest functions that
 * import the program as {@code solution}. Those that do not need pytest itself become statements, see
 * {@link PytestFunctions}; others are the check program as they are.
 */
final class KodCodeRow {

    private KodCodeRow() {}

    static boolean matches(JsonObject row) {
        return row.has("question_id", "question", "solution", "test");
    }

    static Task toTask(JsonObject row) {
        PytestFunctions tests = PytestFunctions.of(row, "test");
        List<JsonObject> info = row.objects("test_info", "[{\"function_name\": \"f\"}]");
        String first = tests.imported().isEmpty() ? null : tests.imported().get(0);
        return TaskBuilder.builder()
                .id(row.id("question_id"))
                .prompt(row.text("question"))
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint(info.isEmpty() ? first : info.get(0).text("function_name", first))
                .setup("")
                .tests(tests.needsPytest() ? List.of() : tests.statements())
                .check(tests.needsPytest() ? row.text("test") : null)
                .solutions(List.of(row.text("solution")))
                .build();
    }
}
