package dev.preceptor.contracts.python;

import java.util.ArrayList;
import java.util.List;

/**
 * One form for programs that differ in nothing but comments, docstrings, spacing and other ways to write the same syntax tree. It is
 * compared, and never executed.
 */
public final class NormalForm {

    private NormalForm() {}

    /** The normal form of a program; empty for null. */
    public static String of(String source) {
        return String.join(" ", withoutDocstrings(PythonTokens.canonical(source)));
    }

    /** Drops statements that are nothing but a string. */
    private static List<String> withoutDocstrings(List<String> tokens) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            boolean begins = kept.isEmpty() || isLayout(kept.get(kept.size() - 1));
            boolean ends = i + 1 < tokens.size() && tokens.get(i + 1).equals(PythonTokens.NEWLINE);
            if (begins && ends && isString(tokens.get(i))) {
                i++;
            } else {
                kept.add(tokens.get(i));
            }
        }
        return kept;
    }

    private static boolean isString(String token) {
        return token.endsWith("\"") || token.endsWith("'");
    }

    private static boolean isLayout(String token) {
        return token.equals(PythonTokens.NEWLINE)
                || token.equals(PythonTokens.INDENT)
                || token.equals(PythonTokens.DEDENT);
    }
}
