package dev.preceptor.contracts.task.published;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.InputOutput;
import dev.preceptor.contracts.task.OutputComparison;
import dev.preceptor.contracts.task.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of CodeContests: {@code name, description, public_tests, private_tests, generated_tests, solutions}. The tests
 * are standard input and output, the public tests first. Only solutions in Python 3 are read.
 */
final class CodeContestsRow {

    private static final int PYTHON_3 = 3;
    private static final int MOST_SOLUTIONS = 5;
    private static final String TESTS = "{\"input\": [\"...\"], \"output\": [\"...\"]}";

    /** The harness of AlphaCode compares words, and numbers within 1e-5. */
    private static final OutputComparison COMPARISON = OutputComparison.floats(1e-5, 0);

    private CodeContestsRow() {}

    static boolean matches(JsonObject row) {
        return row.has("name", "description", "public_tests");
    }

    static Task toTask(JsonObject row) {
        String file = row.text("input_file", "") + row.text("output_file", "");
        if (!file.isEmpty()) {
            throw row.broken("the task '" + row.text("name") + "' reads or writes the file '" + file
                    + "'; only standard input and output are judged");
        }
        List<InputOutput> pairs = new ArrayList<>();
        for (String field : List.of("public_tests", "private_tests", "generated_tests")) {
            if (row.has(field)) {
                JsonObject tests = row.object(field, TESTS);
                pairs.addAll(StandardInput.pairs(
                        row, tests.fields().path("input"), tests.fields().path("output")));
            }
        }
        if (pairs.isEmpty()) {
            throw row.broken("the task '" + row.text("name") + "' has no tests; leave the row out");
        }
        return StandardInput.task(row.text("name"), row.text("description"), solutions(row), pairs, COMPARISON);
    }

    private static List<String> solutions(JsonObject row) {
        List<String> solutions = new ArrayList<>();
        JsonNode languages = row.fields().path("solutions").path("language");
        JsonNode programs = row.fields().path("solutions").path("solution");
        for (int i = 0; i < programs.size() && solutions.size() < MOST_SOLUTIONS; i++) {
            if (languages.path(i).asInt() == PYTHON_3
                    || languages.path(i).asText().equals("PYTHON3")) {
                solutions.add(programs.get(i).asText());
            }
        }
        return solutions;
    }
}
