package dev.preceptor.teacher.drafting;

import dev.preceptor.contracts.event.DraftedTask;
import dev.preceptor.contracts.event.DropReason;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses answers in the form that {@link dev.preceptor.teaching.prompt.DraftPrompt} asks for. */
final class DraftParser {

    private static final int MIN_CALLS = 5;
    private static final int MAX_CALLS = 20;
    private static final int MAX_QUOTE = 80;
    private static final List<String> SECTIONS = List.of("Task", "Solution", "Calls");

    private static final Pattern FORM =
            Pattern.compile("(?s)#+\\s*Task\\s*\\n(.*?)\\n#+\\s*Solution\\s*\\n.*?```(?:python)?[ \\t]*\\n(.*?)```"
                    + ".*?\\n#+\\s*Calls\\s*\\n.*?```(?:python)?[ \\t]*\\n(.*?)```");
    private static final Pattern REMARK = Pattern.compile("(?<=\\))\\s+#[^'\"]*$");
    private static final Pattern CALL = Pattern.compile("([A-Za-z_]\\w*)\\s*\\(.*\\)");

    /** The answer cannot be used; the reason is counted, and the message is the detail. */
    static final class UnusableException extends Exception {

        private static final long serialVersionUID = 1;

        private final DropReason reason;

        UnusableException(DropReason reason, String detail) {
            super(detail);
            this.reason = reason;
        }

        DropReason reason() {
            return reason;
        }
    }

    private DraftParser() {}

    /**
     * Parses an answer. The entry point is the function that the calls name.
     *
     * @throws UnusableException if it does not have that form, or has too few calls
     */
    static DraftedTask parse(String answer) throws UnusableException {
        Matcher form = FORM.matcher(answer.replace("\r\n", "\n"));
        if (!form.find()) {
            throw new UnusableException(DropReason.UNREADABLE, missingPart(answer));
        }
        if (form.group(1).isBlank() || form.group(2).isBlank()) {
            throw new UnusableException(
                    DropReason.UNREADABLE,
                    "the section '" + (form.group(1).isBlank() ? "Task" : "Solution") + "' is empty");
        }
        List<String> calls = form.group(3)
                .lines()
                .map(line -> REMARK.matcher(line.strip()).replaceFirst(""))
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .distinct()
                .limit(MAX_CALLS)
                .toList();
        String entryPoint = null;
        for (String call : calls) {
            Matcher name = CALL.matcher(call);
            if (!name.matches()) {
                throw new UnusableException(
                        DropReason.UNREADABLE, "the line '" + shortened(call) + "' is not a call of a function");
            }
            if (entryPoint != null && !entryPoint.equals(name.group(1))) {
                throw new UnusableException(
                        DropReason.UNREADABLE,
                        "the calls are of two functions, " + entryPoint + " and " + name.group(1));
            }
            entryPoint = name.group(1);
        }
        if (calls.size() < MIN_CALLS) {
            throw new UnusableException(
                    DropReason.TOO_FEW_CALLS, calls.size() + " different calls, at least " + MIN_CALLS + " are needed");
        }
        return new DraftedTask(form.group(1).strip(), entryPoint, form.group(2).stripTrailing() + "\n", calls);
    }

    private static String missingPart(String answer) {
        for (String section : SECTIONS) {
            if (!Pattern.compile("(?m)^#+\\s*" + section + "\\s*$")
                    .matcher(answer)
                    .find()) {
                return "the answer has no section '" + section + "'; it begins: '"
                        + shortened(answer.strip().lines().findFirst().orElse("")) + "'";
            }
        }
        return "the sections '" + String.join("', '", SECTIONS)
                + "' are not in this order, or a code block is not closed";
    }

    private static String shortened(String text) {
        return text.length() <= MAX_QUOTE ? text : text.substring(0, MAX_QUOTE) + "...";
    }
}
