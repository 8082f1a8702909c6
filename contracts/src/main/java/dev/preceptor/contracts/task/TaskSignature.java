package dev.preceptor.contracts.task;

import dev.preceptor.contracts.Ids;
import java.util.Objects;

/**
 * Identifies a task among others.
 *
 * @param content a hash of prompt and tests, which is the same for a task under another id or with other solutions
 */
public record TaskSignature(String id, String content) {

    public static TaskSignature of(Task task) {
        return new TaskSignature(
                task.id(),
                Ids.of(
                        "content",
                        task.prompt(),
                        task.tests(),
                        task.publicTests(),
                        Objects.requireNonNullElse(task.check(), ""),
                        task.inputOutput()));
    }
}
