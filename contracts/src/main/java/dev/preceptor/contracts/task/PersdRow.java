package dev.preceptor.contracts.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A row of a file of recorded lessons in the manner of PERsD's authors: an instruction, the header of the function, tests, and
 * a teacher's solutions. What the row says of a student's attempt is no part of the task.
 */
final class PersdRow {

    private PersdRow() {}

    static boolean matches(JsonNode row) {
        return row.has("instruction") && row.has("header") && row.has("entry_point") && row.has("tests");
    }

    static Task toTask(JsonNode row) {
        List<String> tests = new ArrayList<>();
        row.path("tests").forEach(test -> tests.add(test.asText()));
        String header = row.path("header").asText().strip();
        return new Task(
                "persd/" + row.path("task_id").asText(),
                row.path("instruction").asText().strip()
                        + (header.isEmpty() ? "" : "\n\nIt begins with `" + header + "`."),
                PromptKind.INSTRUCTION,
                row.path("entry_point").asText(),
                row.path("setup").asText(""),
                tests,
                List.of(),
                null,
                Stream.of("teacher_refinement", "teacher_direct")
                        .filter(row::hasNonNull)
                        .map(field -> row.path(field).asText())
                        .toList());
    }
}
