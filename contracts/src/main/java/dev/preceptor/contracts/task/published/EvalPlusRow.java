package dev.preceptor.contracts.task.published;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.PlusTests;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A row of EvalPlus' files, HumanEval+ and MBPP+: {@code task_id, prompt, entry_point, canonical_solution, base_input,
 * plus_input, atol}. Its check calls the program with each input and compares the result with that of the canonical
 * solution, as EvalPlus does. The canonical solution runs in the process of the check, never in that of the program.
 */
final class EvalPlusRow {

    private static final ObjectWriter PYTHON_READABLE =
            Json.mapper().writer().without(JsonWriteFeature.WRITE_NAN_AS_STRINGS);

    private EvalPlusRow() {}

    static boolean matches(JsonObject row) {
        return row.has("task_id", "entry_point", "canonical_solution", "base_input");
    }

    static Task toTask(JsonObject row) {
        String prompt = row.text("prompt");
        String solution = prompt + row.text("canonical_solution");
        JsonNode plus = row.fields().path("plus_input");
        Double tolerance = row.number("atol");
        String check = PlusTests.HEADING + "\nimport json\n"
                + assign("TASK", PythonSource.string(row.id("task_id")))
                + assign("ENTRY", PythonSource.string(row.text("entry_point")))
                + assign("SOLUTION", PythonSource.string(solution))
                + assign("BASE", data(row.fields().path("base_input")))
                + assign("PLUS", plus.isArray() ? data(plus) : "[]")
                + assign("TOLERANCE", Double.toString(tolerance == null ? 0 : tolerance))
                + comparison();
        return TaskBuilder.builder()
                .id(row.id("task_id"))
                .prompt(prompt)
                .promptKind(PromptKind.COMPLETION)
                .entryPoint(row.text("entry_point"))
                .check(check)
                .solutions(List.of(solution))
                .build();
    }

    private static String assign(String name, String value) {
        return name + " = " + value + "\n";
    }

    private static String data(JsonNode value) {
        try {
            return "json.loads(" + PythonSource.string(PYTHON_READABLE.writeValueAsString(value)) + ")";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String comparison() {
        try (InputStream file = EvalPlusRow.class.getResourceAsStream("evalplus_check.py")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
