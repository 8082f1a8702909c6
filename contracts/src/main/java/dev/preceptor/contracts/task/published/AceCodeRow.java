package dev.preceptor.contracts.task.published;

import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.AnswerCode;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.List;

/**
 * A row of AceCode: {@code id, question, test_cases, inferences}. The entry point is the name that most tests call.
 * Model answers that passed all tests become solutions.
 */
final class AceCodeRow {

    private AceCodeRow() {}

    static boolean matches(JsonObject row) {
        return row.has("id", "question", "test_cases");
    }

    static Task toTask(JsonObject row) {
        List<String> tests = row.texts("test_cases");
        String entryPoint = EntryPoint.ofTests(tests);
        return TaskBuilder.builder()
                .id(row.id("id"))
                .prompt(row.text("question"))
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint(entryPoint)
                .setup("")
                .tests(tests)
                .solutions(row.objects("inferences", "[{\"completion\": \"...\", \"pass_rate\": 1.0}]").stream()
                        .filter(inference ->
                                inference.has("completion", "pass_rate") && inference.number("pass_rate") >= 1)
                        .map(inference -> AnswerCode.inAnswer(inference.text("completion"), entryPoint))
                        .filter(code -> !code.isEmpty())
                        .limit(1)
                        .toList())
                .build();
    }
}
