package dev.preceptor.contracts.task.published;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.OutputComparison;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of APPS: {@code problem_id, question, solutions, input_output, starter_code}; {@code solutions} and
 * {@code input_output} are JSON in strings. With {@code fn_name} the inputs are the arguments of a function, otherwise
 * the program's standard input. TACO has the same fields, without an id; the id is then a hash of the question.
 */
final class AppsRow {

    /** The tolerances of {@code numpy.allclose}, by which the harness of APPS compares numbers. */
    private static final OutputComparison COMPARISON = OutputComparison.floats(1e-8, 1e-5);

    private AppsRow() {}

    static boolean matches(JsonObject row) {
        return row.has("question") && row.fields().has("input_output");
    }

    static Task toTask(JsonObject row) {
        String id = id(row);
        JsonNode tests = packed(row, "input_output");
        if (!tests.isObject() || tests.path("inputs").isEmpty()) {
            throw row.broken("\"input_output\" of the task '" + id + "' holds no tests; leave the row out");
        }
        List<String> solutions = row.with("solutions", packed(row, "solutions")).texts("solutions");
        String starter = row.text("starter_code", "").strip();
        String prompt = row.text("question").strip()
                + (starter.isEmpty() ? "" : "\n\nIt begins with:\n```python\n" + starter + "\n```");
        if (!tests.hasNonNull("fn_name")) {
            return StandardInput.task(
                    id,
                    prompt,
                    solutions,
                    StandardInput.pairs(row, tests.path("inputs"), tests.path("outputs")),
                    COMPARISON);
        }
        FunctionCalls calls = FunctionCalls.of(tests.path("fn_name").asText(), starter);
        return TaskBuilder.builder()
                .id(id)
                .prompt(prompt)
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint(calls.entryPoint())
                .setup(calls.entryPoint().equals("Solution") ? "from typing import *" : "")
                .tests(calls(row, calls, tests))
                .solutions(solutions)
                .build();
    }

    private static String id(JsonObject row) {
        for (String field : List.of("problem_id", "id")) {
            if (row.has(field)) {
                String given = row.id(field);
                return given.contains("/") ? given : "apps/" + given;
            }
        }
        return "taco/" + Ids.of("question", row.text("question"));
    }

    /** Parses JSON in a string; null if the string is empty, as in tasks without tests or solutions. */
    private static JsonNode packed(JsonObject row, String field) {
        JsonNode value = row.fields().path(field);
        boolean empty =
                value.isMissingNode() || value.isTextual() && value.asText().isBlank();
        return empty ? NullNode.getInstance() : row.packed(field);
    }

    private static List<String> calls(JsonObject row, FunctionCalls calls, JsonNode tests) {
        JsonNode inputs = tests.path("inputs");
        JsonNode outputs = tests.path("outputs");
        if (inputs.size() != outputs.size()) {
            throw row.broken("has " + inputs.size() + " inputs and " + outputs.size() + " outputs");
        }
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            statements.add(calls.lenientTest(inputs.get(i), outputs.get(i)));
        }
        return statements;
    }
}
