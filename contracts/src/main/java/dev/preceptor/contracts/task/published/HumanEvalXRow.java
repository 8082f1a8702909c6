package dev.preceptor.contracts.task.published;

import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of HumanEval-X: {@code task_id, prompt, declaration, canonical_solution, test}, without an entry point. Only
 * the Python rows are supported. Their test ends with a call of {@code check}, which is removed, as the sandbox makes
 * that call.
 */
final class HumanEvalXRow {

    private static final Pattern CALL_OF_CHECK = Pattern.compile("(?m)^check\\s*\\(\\s*(\\w+)\\s*\\)\\s*$");

    private HumanEvalXRow() {}

    static boolean matches(JsonObject row) {
        return row.has("task_id", "declaration", "test") && !row.has("entry_point");
    }

    static Task toTask(JsonObject row) {
        String id = row.id("task_id");
        if (!id.startsWith("Python/")) {
            throw row.broken(
                    "the task '" + id + "' of HumanEval-X is not Python's; only programs in Python are judged");
        }
        String test = row.text("test");
        Matcher call = CALL_OF_CHECK.matcher(test);
        if (!call.find()) {
            throw row.broken("\"test\" does not end with check(FUNCTION), as HumanEval-X's do");
        }
        String check = call.replaceAll("").stripTrailing() + "\n";
        CheckForm.require(row, check);
        String prompt = row.text("prompt");
        return TaskBuilder.builder()
                .id(id)
                .prompt(prompt)
                .promptKind(PromptKind.COMPLETION)
                .entryPoint(call.reset().find() ? call.group(1) : null)
                .check(check)
                .solutions(row.has("canonical_solution") ? List.of(prompt + row.text("canonical_solution")) : List.of())
                .build();
    }
}
