package dev.preceptor.executor.samples;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import java.util.List;

/**
 * A program to judge: one line of a file of samples.
 *
 * @param fields the line as it was written, with fields that are not ours
 */
public record Sample(Task task, ObjectNode fields) {

    /** Fields with a whole program: ours, and EvalPlus'. */
    private static final List<String> WHOLE = List.of("code", "solution");

    /** The whole program; for a completion of a code prompt, the prompt and the completion. */
    public String program() {
        for (String name : WHOLE) {
            if (fields.path(name).isTextual()) {
                return fields.path(name).asText();
            }
        }
        String completion = fields.path("completion").asText();
        return task.promptKind() == PromptKind.COMPLETION ? task.prompt() + completion : completion;
    }
}
