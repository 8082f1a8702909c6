package dev.preceptor.contracts.task.published;

import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of LeetCodeDataset: {@code task_id, problem_description, starter_code, prompt, completion, entry_point, test}. Its entry point
 * is a method, {@code Solution().twoSum}, and its {@code prompt} holds imports and classes such as {@code ListNode}, which are the
 * task's setup.
 */
final class LeetCodeDatasetRow {

    private static final Pattern METHOD = Pattern.compile("(\\w+)\\(\\)\\.(\\w+)");
    private static final Pattern HEAD_OF_CHECK = Pattern.compile("(?m)^def check\\((\\w+)\\):[ \\t]*\\n([ \\t]+)");

    private LeetCodeDatasetRow() {}

    static boolean matches(JsonObject row) {
        return row.has("task_id", "problem_description", "entry_point", "test");
    }

    static Task toTask(JsonObject row) {
        Matcher method = METHOD.matcher(row.text("entry_point"));
        if (!method.matches()) {
            throw row.broken("\"entry_point\" is '" + row.text("entry_point")
                    + "'; write a method of a new object, as Solution().twoSum");
        }
        Matcher head = HEAD_OF_CHECK.matcher(row.text("test"));
        if (!head.find()) {
            throw row.broken("\"test\" defines no check(candidate)");
        }
        String candidate = head.group(1);
        String check = row.text("test").substring(0, head.end())
                + candidate + " = " + candidate + "()." + method.group(2) + "\n" + head.group(2)
                + row.text("test").substring(head.end());
        String starter = row.text("starter_code", "").strip();
        return TaskBuilder.builder()
                .id(row.id("task_id"))
                .prompt(row.text("problem_description").strip()
                        + (starter.isEmpty() ? "" : "\n\nIt begins with:\n```python\n" + starter + "\n```"))
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint(method.group(1))
                .setup(row.text("prompt", ""))
                .check(check)
                .solutions(row.has("completion") ? List.of(row.text("completion")) : List.of())
                .build();
    }
}
