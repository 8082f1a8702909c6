package dev.preceptor.teacher.rule;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program defines one function, under another name than the task asks for. */
final class MisnamedFunction {

    private static final Pattern TOP_LEVEL_FUNCTION = Pattern.compile("(?m)^(?:async\\s+)?def\\s+(\\w+)");

    private MisnamedFunction() {}

    /**
     * The program with its only function, and the calls of it, under the name that the task asks for; empty if the feedback is another, or
     * if it defines several functions.
     *
     * @param entryPoint null if the task asks for none
     */
    static Optional<String> mended(String program, String feedback, String entryPoint) {
        if (entryPoint == null || !feedback.startsWith("The program does not define `" + entryPoint + "`")) {
            return Optional.empty();
        }
        List<String> functions = TOP_LEVEL_FUNCTION
                .matcher(program)
                .results()
                .map(function -> function.group(1))
                .toList();
        return functions.size() == 1 ? Optional.of(renamed(program, functions.get(0), entryPoint)) : Optional.empty();
    }

    private static String renamed(String program, String name, String entryPoint) {
        return Pattern.compile("(?<![\\w.])" + Pattern.quote(name) + "(?!\\w)")
                .matcher(program)
                .replaceAll(Matcher.quoteReplacement(entryPoint));
    }
}
