package dev.preceptor.contracts.task.published;

import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.Task;
import java.util.List;

/**
 * A row of MBPP+ as EvalPlus publishes it on the hub ({@code evalplus/mbppplus}): MBPP's sanitized row and
 * {@code test}, a script that compares the results for additional inputs with the expected ones. The script is one
 * private test; it imports numpy.
 */
final class MbppPlusRow {

    private MbppPlusRow() {}

    static boolean matches(JsonObject row) {
        return row.has("code", "prompt", "test_list", "test");
    }

    static Task toTask(JsonObject row) {
        return MbppRow.toTask(row, List.of(row.text("test")));
    }
}
