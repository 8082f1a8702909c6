package dev.preceptor.contracts.task;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Extracts the program from a model's answer. */
public final class AnswerCode {

    private static final Pattern FENCED =
            Pattern.compile("```[ \\t]*([A-Za-z0-9_+-]*)[^\\n]*\\n(.*?)(?:\\n[ \\t]*```|\\z)", Pattern.DOTALL);

    private AnswerCode() {}

    /**
     * Returns the program in a model's answer to a task.
     *
     * @param answered whether the model answered a chat message; otherwise it continued the prompt
     * @return the program; empty if there is none
     */
    public static String program(Task task, String text, boolean answered) {
        boolean continues = task.promptKind() == PromptKind.COMPLETION;
        if (!answered) {
            return continues ? continuing(task.prompt(), text) : inAnswer(text, task.entryPoint());
        }
        String code = inAnswer(text, task.entryPoint());
        return continues && !code.isEmpty() ? joined(task, code) : code;
    }

    /**
     * Adds the prompt's code that an answer omits: the head of the function, or the imports and functions before it.
     */
    private static String joined(Task task, String code) {
        Matcher head = definitionOf(task.entryPoint()).matcher(task.prompt());
        if (!definitionOf(task.entryPoint()).matcher(code).find()) {
            return Character.isWhitespace(code.charAt(0)) ? task.prompt().stripTrailing() + "\n" + code : code;
        }
        return head.find() ? task.prompt().substring(0, head.start()) + code : code;
    }

    /**
     * Returns the program in an answer to a chat message: the fenced block that defines the entry point, else the first
     * block, else the answer itself if it looks like code, else empty. A block that is truncated by the token limit is
     * accepted.
     */
    public static String inAnswer(String answer, String entryPoint) {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = FENCED.matcher(answer);
        while (matcher.find()) {
            blocks.add(matcher.group(2));
        }
        Pattern definition = definitionOf(entryPoint);
        for (String block : blocks) {
            if (definition.matcher(block).find()) {
                return block.stripTrailing();
            }
        }
        if (!blocks.isEmpty()) {
            return blocks.get(0).stripTrailing();
        }
        Matcher start = Pattern.compile("(?m)^(?:def |class |import |from |@|async def )")
                .matcher(answer);
        return definition.matcher(answer).find() && start.find()
                ? answer.substring(start.start()).stripTrailing()
                : "";
    }

    /**
     * Returns the prompt followed by its completion, truncated before the first line outside the function, like
     * human-eval's stop words do.
     */
    public static String continuing(String prompt, String completion) {
        StringBuilder kept = new StringBuilder();
        boolean first = true;
        for (String line : completion.split("\n", -1)) {
            boolean outside = !first && !line.isBlank() && !Character.isWhitespace(line.charAt(0));
            if (outside && !line.startsWith(")")) {
                break;
            }
            kept.append(first ? "" : "\n").append(line);
            first = false;
        }
        return (prompt + kept).stripTrailing() + "\n";
    }

    /** Matches the definition of the entry point, or any unindented line if the task expects a whole program. */
    private static Pattern definitionOf(String entryPoint) {
        if (entryPoint == null) {
            return Pattern.compile("(?m)^\\S");
        }
        return Pattern.compile("(?m)^[ \\t]*(?:async\\s+)?(?:def|class)\\s+" + Pattern.quote(entryPoint) + "\\b");
    }
}
