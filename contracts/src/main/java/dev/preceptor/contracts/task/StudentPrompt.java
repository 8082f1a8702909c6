package dev.preceptor.contracts.task;

import java.util.stream.Collectors;

/**
 * What a student is asked, in practice, in exams and in training alike: a model is trained on the very text that it will be
 * asked with. A model with a chat template is sent {@link #asMessage()} as the user's message; one without continues
 * {@link #asText()}.
 *
 * @param kind INSTRUCTION: the text is words; COMPLETION: the text is code to continue
 */
public record StudentPrompt(PromptKind kind, String text) {

    private static final String FENCE = "```";

    /** The prompt for a first try at a task. */
    public static StudentPrompt forTask(Task task) {
        if (task.promptKind() == PromptKind.COMPLETION) {
            return new StudentPrompt(PromptKind.COMPLETION, task.prompt());
        }
        StringBuilder text = new StringBuilder(task.prompt().strip());
        if (!task.publicTests().isEmpty()) {
            text.append("\n\nIt must pass:\n")
                    .append(block(task.publicTests().stream().map(String::strip).collect(Collectors.joining("\n"))));
        }
        return new StudentPrompt(PromptKind.INSTRUCTION, text.toString());
    }

    /** The prompt to mend an earlier attempt, from what was wrong with it. */
    public static StudentPrompt forRefinement(Task task, String code, String feedback) {
        String request = task.promptKind() == PromptKind.COMPLETION
                ? "Complete this Python function:\n" + block(task.prompt())
                : forTask(task).text();
        return new StudentPrompt(
                PromptKind.INSTRUCTION,
                request + "\n\nThis attempt is wrong:\n" + block(code) + "\n\nWhat happened:\n" + block(feedback)
                        + "\n\nCorrect the attempt.");
    }

    /** The user's message to a model with a chat template. */
    public String asMessage() {
        return kind == PromptKind.COMPLETION
                ? "Complete this Python function. Answer with the whole function only.\n" + block(text)
                : text + "\n\nAnswer with the function only.";
    }

    /** What a model without a chat template continues: the code itself, or the words as a comment before code. */
    public String asText() {
        return kind == PromptKind.COMPLETION
                ? text
                : text.lines().map(line -> ("# " + line).stripTrailing()).collect(Collectors.joining("\n")) + "\n";
    }

    /** The answer that a model with a chat template is trained to give: the program in a fenced block. */
    public static String answerTo(String program) {
        return block(program);
    }

    private static String block(String code) {
        return FENCE + "python\n" + code.strip() + "\n" + FENCE;
    }
}
