package dev.preceptor.teaching.prompt;

import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.contracts.task.Task;
import java.util.List;

/** Prompt for one new task, similar to some example tasks. */
public final class DraftPrompt {

    private static final String ROLE =
            "You write programming exercises in Python for students. You answer in the form that is"
                    + " asked for, without explanations.";

    private static final String FORM =
            """
            Write one new exercise of the same kind and about as hard, on another subject than these. The function must \
            depend on its arguments alone: nothing random, no clock, no files, no input, no printing. What it returns \
            must be made of numbers, strings, booleans, None, lists, tuples, sets and dicts.

            Answer in this form:

            ### Task
            What the function is to do, in words, naming it and its parameters as `name(parameter, ...)`.
            ### Solution
            ```python
            the whole program
            ```
            ### Calls
            ```python
            eight calls of the function, one a line, with different results, the odd cases among them
            ```""";

    private DraftPrompt() {}

    /**
     * @param seeds the example tasks, at least one
     * @param context the text in front of every prompt to the teacher; null: none
     */
    public static List<ChatMessage> messages(List<Task> seeds, String context) {
        StringBuilder text = new StringBuilder("These are exercises that we have:\n\n");
        for (int i = 0; i < seeds.size(); i++) {
            text.append("Exercise ")
                    .append(i + 1)
                    .append(":\n")
                    .append(StudentPrompt.forTask(seeds.get(i)).text().strip())
                    .append("\n\n");
        }
        return List.of(
                PromptParts.system(context, ROLE),
                ChatMessage.user(text.append(FORM).toString()));
    }
}
