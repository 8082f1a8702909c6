package dev.preceptor.contracts.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A row of EvalPlus' files, HumanEval+ and MBPP+: {@code task_id, prompt, entry_point, canonical_solution, base_input,
 * plus_input, atol}. Its check calls the program with each input and compares with what the canonical solution answers,
 * as EvalPlus does; that solution runs where the check runs, which is never the program's own process.
 */
final class EvalPlusRow {

    private static final ObjectWriter PYTHON_READABLE =
            Json.mapper().writer().without(JsonWriteFeature.WRITE_NAN_AS_STRINGS);

    private EvalPlusRow() {}

    static boolean matches(JsonNode row) {
        return row.has("task_id") && row.has("entry_point") && row.has("canonical_solution") && row.has("base_input");
    }

    static Task toTask(JsonNode row) throws JsonProcessingException {
        String prompt = row.path("prompt").asText();
        String solution = prompt + row.path("canonical_solution").asText();
        String check = PlusTests.HEADING + "\nimport json\n"
                + assign("TASK", literal(row.path("task_id").asText()))
                + assign("ENTRY", literal(row.path("entry_point").asText()))
                + assign("SOLUTION", literal(solution))
                + assign("BASE", data(row.path("base_input")))
                + assign("PLUS", row.path("plus_input").isArray() ? data(row.path("plus_input")) : "[]")
                + assign("TOLERANCE", Double.toString(row.path("atol").asDouble(0)))
                + comparison();
        return new Task(
                row.path("task_id").asText(),
                prompt,
                PromptKind.COMPLETION,
                row.path("entry_point").asText(),
                null,
                List.of(),
                List.of(),
                check,
                List.of(solution));
    }

    private static String assign(String name, String value) {
        return name + " = " + value + "\n";
    }

    /** A string of JSON is one of Python, too. */
    private static String literal(String text) throws JsonProcessingException {
        return Json.mapper().writeValueAsString(text);
    }

    private static String data(JsonNode value) throws JsonProcessingException {
        return "json.loads(" + literal(PYTHON_READABLE.writeValueAsString(value)) + ")";
    }

    private static String comparison() {
        try (InputStream file = EvalPlusRow.class.getResourceAsStream("evalplus_check.py")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
