package dev.preceptor.contracts.task.published;

import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.stream.Stream;

/**
 * A row of a file of recorded lessons in the format of PERsD's authors: an instruction, the header of the function,
 * tests, and a teacher's solutions. The fields about a student's attempt are ignored.
 */
final class PersdRow {

    private PersdRow() {}

    static boolean matches(JsonObject row) {
        return row.has("instruction", "header", "entry_point", "tests");
    }

    static Task toTask(JsonObject row) {
        String header = row.text("header").strip();
        return TaskBuilder.builder()
                .id("persd/" + row.id("task_id"))
                .prompt(row.text("instruction").strip()
                        + (header.isEmpty() ? "" : "\n\nIt begins with `" + header + "`."))
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint(row.text("entry_point"))
                .setup(row.text("setup", ""))
                .tests(row.texts("tests"))
                .solutions(Stream.of("teacher_refinement", "teacher_direct")
                        .filter(row::has)
                        .map(row::text)
                        .toList())
                .build();
    }
}
