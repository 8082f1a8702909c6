package dev.preceptor.teaching.prompt;

import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.teaching.PreviousAnswer;

/** Parts that several prompts share. */
final class PromptParts {

    private static final String FENCE = "```";

    private PromptParts() {}

    /**
     * The system message: first the text that the specification puts in front of every prompt, so that all requests of a run begin with
     * the same tokens and a server's prompt cache holds them; then the role.
     *
     * @param context null: none
     */
    static ChatMessage system(String context, String role) {
        return ChatMessage.system(
                context == null
                        ? role
                        : "The tasks are about what this text describes:\n\n" + context.strip() + "\n\n" + role);
    }

    /** The task, as the student was given it, and the name that its program must define. */
    static String of(Task task) {
        StringBuilder text = new StringBuilder("The task:\n");
        if (task.promptKind() == PromptKind.COMPLETION) {
            text.append("Complete this Python program.\n").append(python(task.prompt()));
        } else {
            text.append(StudentPrompt.forTask(task).text());
        }
        text.append(
                !task.inputOutput().isEmpty()
                        ? "\n\nThe program reads standard input and prints its answer."
                        : "\n\nThe tests use the name `" + task.entryPoint() + "`; the program must define it.");
        if (task.setup() != null && !task.setup().isBlank()) {
            text.append("\n\nBefore the program, this is run:\n").append(python(task.setup()));
        }
        return text.toString();
    }

    /** The form of the answer. It repeats the name, since models otherwise keep the wrong name of an attempt. */
    static String answerForm(Task task) {
        return "\n\nAnswer with the whole program"
                + (task.entryPoint() == null ? "" : ", which defines `" + task.entryPoint() + "`")
                + ", with the imports that it needs (beyond Python's standard library only what the task names), in one"
                + " ```python block, and nothing else.";
    }

    static String previous(PreviousAnswer previous) {
        if (previous.byOther()) {
            return byOther(previous);
        }
        return previous.code() == null
                ? "\n\nYou were asked before. " + previous.feedback() + " Give a program this time."
                : "\n\nYou were asked before, and this was your program:\n" + python(previous.code())
                        + "\n\nIt does not do:\n" + quoted(previous.feedback()) + "\n\nDo not give it again.";
    }

    private static String byOther(PreviousAnswer previous) {
        return previous.code() == null
                ? "\n\nAnother model was asked before. " + previous.feedback()
                : "\n\nAnother model was asked before, and this was its program:\n" + python(previous.code())
                        + "\n\nIt does not do:\n" + quoted(previous.feedback()) + "\n\nDo not give it again.";
    }

    static String python(String code) {
        return FENCE + "python\n" + code.strip() + "\n" + FENCE;
    }

    static String quoted(String text) {
        return FENCE + "\n" + text.strip() + "\n" + FENCE;
    }
}
