package dev.preceptor.cli.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import java.util.List;

/**
 * A program to judge, as one line of a file of samples has it.
 *
 * @param fields the line as it was written
 */
record Sample(Task task, ObjectNode fields) {

    /** What holds a whole program: our own word for it, and EvalPlus'. */
    private static final List<String> WHOLE = List.of("code", "solution");

    /** Whether there is a program at all. */
    static boolean holdsProgram(ObjectNode fields) {
        return fields.path("completion").isTextual()
                || WHOLE.stream().anyMatch(name -> fields.path(name).isTextual());
    }

    /** The whole program: the prompt and its completion, where the line has no more. */
    String program() {
        for (String name : WHOLE) {
            if (fields.path(name).isTextual()) {
                return fields.path(name).asText();
            }
        }
        String completion = fields.path("completion").asText();
        return task.promptKind() == PromptKind.COMPLETION ? task.prompt() + completion : completion;
    }
}
