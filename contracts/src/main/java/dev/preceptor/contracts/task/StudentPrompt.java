package dev.preceptor.contracts.task;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The prompt of the student. Practice, exams and training use the same prompt text, so a model is trained on the
 * prompts that it is tested with. A model with a chat template receives {@link #asMessage()} as the user's message; a
 * model without one continues {@link #asText()}.
 *
 * @param kind INSTRUCTION: the text is natural language; COMPLETION: the text is code to complete
 */
public record StudentPrompt(PromptKind kind, String text) {

    /**
     * Human-eval's stop strings (Chen et al. 2021): each begins code after the function that a model completes. {@link AnswerCode} drops
     * such code, so that a program is the same with and without them.
     */
    public static final List<String> CODE_STOPS = List.of("\nclass", "\ndef", "\n#", "\nif", "\nprint");

    private static final String FENCE = "```";

    /** Creates the prompt for the first attempt at a task. */
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

    /** Creates the prompt to correct an earlier attempt, given the feedback on it. */
    public static StudentPrompt forRefinement(Task task, String code, String feedback) {
        String request = task.promptKind() == PromptKind.COMPLETION
                ? "Complete this Python function:\n" + block(task.prompt())
                : forTask(task).text();
        return new StudentPrompt(
                PromptKind.INSTRUCTION,
                request + "\n\nThis attempt is wrong:\n" + block(code) + "\n\nWhat happened:\n" + block(feedback)
                        + "\n\nCorrect the attempt.");
    }

    /** Returns the user's message for a model with a chat template. */
    public String asMessage() {
        return kind == PromptKind.COMPLETION
                ? "Complete this Python function. Answer with the whole function only.\n" + block(text)
                : text + "\n\nAnswer with the function only.";
    }

    /**
     * Returns the texts that end an answer.
     *
     * @param chat whether the model answers {@link #asMessage()}; otherwise it continues {@link #asText()}
     * @param set the student's own stop strings; null: none are set
     */
    public List<String> stopStrings(boolean chat, List<String> set) {
        if (set != null) {
            return set;
        }
        return !chat && kind == PromptKind.COMPLETION ? CODE_STOPS : List.of();
    }

    /**
     * Returns the text that a model without a chat template continues: the code itself, or the instruction as a
     * comment.
     */
    public String asText() {
        return kind == PromptKind.COMPLETION
                ? text
                : text.lines().map(line -> ("# " + line).stripTrailing()).collect(Collectors.joining("\n")) + "\n";
    }

    /**
     * Returns what a model without a chat template is to write after {@link #asText()}: the program without the prompt's code that it
     * begins with.
     */
    public String continuation(String program) {
        boolean continues = kind == PromptKind.COMPLETION && program.startsWith(text);
        return continues ? program.substring(text.length()) : program;
    }

    /** Returns the answer on which a model with a chat template is trained: the program in a fenced block. */
    public static String answerTo(String program) {
        return block(program);
    }

    private static String block(String code) {
        return FENCE + "python\n" + code.strip() + "\n" + FENCE;
    }
}
