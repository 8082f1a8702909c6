package dev.preceptor.contracts.task;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Extracts tests from a code prompt: the examples in its function's docstring, as asserts. It reads doctests
 * ({@code >>> f(1)}, with the expected result on the next lines) and the one-line notations of HumanEval ({@code f(1)
 * == 2}, {@code ==>}, {@code =>}, {@code ->}, {@code ➞}, {@code =}, {@code returns}, {@code # =>}). Only calls with
 * literal arguments and a literal result are extracted; all others are ignored.
 */
public final class DocstringTests {

    private static final Pattern QUOTES = Pattern.compile("\"\"\"|'''");
    private static final Pattern RESULT_SIGN =
            Pattern.compile("(?:#\\s*=>|#\\s*returns|==>|=>|->|➞|→|==|=|returns)[ \\t]*");
    private static final Map<String, String> BOOLEANS = Map.of("true", "True", "false", "False");

    /** HumanEval's examples that contradict its own tests and solutions, by task id. */
    private static final Map<String, Set<String>> CONTRADICTORY = Map.of(
            "HumanEval/47", Set.of("assert median([-10, 4, 6, 1000, 10, 20]) == 15.0"),
            "HumanEval/116",
                    Set.of(
                            "assert sort_array([1, 5, 2, 3, 4]) == [1, 2, 3, 4, 5]",
                            "assert sort_array([-2, -3, -4, -5, -6]) == [-6, -5, -4, -3, -2]"),
            "HumanEval/130", Set.of("assert tri(1) == 3", "assert tri(4) == 3"),
            "HumanEval/148", Set.of("assert bf(\"Earth\", \"Mercury\") == (\"Venus\")"));

    private final String entryPoint;
    private final String docstring;

    private DocstringTests(String entryPoint, String docstring) {
        this.entryPoint = entryPoint;
        this.docstring = docstring;
    }

    /**
     * Returns the distinct asserts; empty if the prompt is not code or has no examples, or the task tests a whole
     * program.
     */
    public static List<String> of(Task task) {
        if (task.promptKind() != PromptKind.COMPLETION || !task.inputOutput().isEmpty()) {
            return List.of();
        }
        Set<String> asserts = new LinkedHashSet<>(
                new DocstringTests(task.entryPoint(), docstring(task.prompt(), task.entryPoint())).asserts());
        asserts.removeAll(CONTRADICTORY.getOrDefault(task.id(), Set.of()));
        return List.copyOf(asserts);
    }

    private static String docstring(String prompt, String entryPoint) {
        int function = prompt.lastIndexOf("def " + entryPoint);
        Matcher open = QUOTES.matcher(prompt);
        if (function < 0 || !open.find(function)) {
            return "";
        }
        int close = prompt.indexOf(open.group(), open.end());
        return prompt.substring(open.end(), close < 0 ? prompt.length() : close);
    }

    private List<String> asserts() {
        Pattern calls = Pattern.compile("(?m)^[ \\t*]*(?<prompt>>>>[ \\t]*)?(?:assert[ \\t]+|for[ \\t]+)?"
                + Pattern.quote(entryPoint) + "[ \\t]*(?=\\()");
        List<String> asserts = new ArrayList<>();
        Matcher call = calls.matcher(docstring);
        int from = 0;
        while (call.find(from)) {
            from = call.end();
            int end = endOfCall(call.end());
            if (end < 0 || !PythonLiteral.areArguments(docstring.substring(call.end(), end))) {
                continue;
            }
            String expected = expected(end, call.group("prompt") != null);
            if (expected != null && PythonLiteral.is(expected)) {
                asserts.add("assert " + entryPoint + docstring.substring(call.end(), end) + " == " + expected);
                from = end;
            }
        }
        return asserts;
    }

    /**
     * Returns the expected result of a call: on its line or, for a doctest, on the lines up to the next empty line or
     * prompt.
     */
    private String expected(int afterCall, boolean doctest) {
        int lineEnd = docstring.indexOf('\n', afterCall);
        String rest = docstring
                .substring(afterCall, lineEnd < 0 ? docstring.length() : lineEnd)
                .strip();
        Matcher gives = RESULT_SIGN.matcher(rest);
        if (gives.lookingAt()) {
            String expected = rest.substring(gives.end()).strip();
            return BOOLEANS.getOrDefault(expected, expected);
        }
        if (!doctest || lineEnd < 0 || !rest.isEmpty() && !rest.startsWith("#")) {
            return null;
        }
        List<String> lines = docstring
                .substring(lineEnd + 1)
                .lines()
                .map(String::strip)
                .takeWhile(line -> !line.isEmpty() && !line.startsWith(">>>"))
                .toList();
        return lines.isEmpty() ? null : String.join(" ", lines);
    }

    /** Returns the index after the parenthesis that closes the one at the given index; -1 if there is none. */
    private int endOfCall(int open) {
        int depth = 0;
        char quote = 0;
        for (int i = open; i < docstring.length(); i++) {
            char c = docstring.charAt(i);
            if (quote != 0) {
                if (c == '\\') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if ("([{".indexOf(c) >= 0) {
                depth++;
            } else if (")]}".indexOf(c) >= 0 && --depth == 0) {
                return i + 1;
            }
        }
        return -1;
    }
}
