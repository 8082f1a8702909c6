package dev.preceptor.contracts.task.published;

import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.AnswerCode;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.List;

/**
 * A row of OpenCodeInstruct: {@code id, input, output, unit_tests}, the tests as JSON in a string. The output is a
 * solution unless the row's {@code tests_execution_status} has a failed test.
 */
final class OpenCodeInstructRow {

    private OpenCodeInstructRow() {}

    static boolean matches(JsonObject row) {
        return row.has("input", "output", "unit_tests");
    }

    static Task toTask(JsonObject row) {
        List<String> tests = row.with("unit_tests", row.packed("unit_tests")).texts("unit_tests").stream()
                .map(String::strip)
                .toList();
        String answered = AnswerCode.inAnswer(row.text("output"), EntryPoint.ofSolution(row.text("output"), tests));
        String code = answered.isEmpty() ? row.text("output") : answered;
        boolean passedAll =
                !row.fields().path("tests_execution_status").toString().contains("fail");
        return TaskBuilder.builder()
                .id(row.id("id"))
                .prompt(row.text("input"))
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint(EntryPoint.ofSolution(code, tests))
                .setup("")
                .tests(tests)
                .solutions(passedAll ? List.of(code) : List.of())
                .build();
    }
}
