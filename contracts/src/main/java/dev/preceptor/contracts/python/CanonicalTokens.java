package dev.preceptor.contracts.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Brings tokens into one form where Python has several for the same syntax tree: statements separated by semicolons, a block on the line
 * of its header, parentheses around a whole expression, a comma after the last element.
 */
final class CanonicalTokens {

    private static final Set<String> HEADERS =
            Set.of("if", "elif", "else", "for", "while", "def", "class", "with", "try", "except", "finally", "async");
    private static final Set<String> BEFORE_EXPRESSION =
            Set.of("return", "if", "elif", "while", "assert", "=", "in", "not");
    private static final Set<String> NO_CALL = Set.of(
            "return", "if", "elif", "else", "while", "assert", "in", "not", "and", "or", "is", "yield", "lambda",
            "print", "for", "del");

    private CanonicalTokens() {}

    static List<String> of(List<String> tokens) {
        return withoutLastCommas(withoutParentheses(withBlocks(tokens)));
    }

    /** Puts each statement on a line of its own, and each block below its header. */
    private static List<String> withBlocks(List<String> tokens) {
        List<String> lines = new ArrayList<>();
        int depth = 0;
        int lambdas = 0;
        boolean header = false;
        boolean lineBegins = true;
        int open = 0;
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            if (lineBegins && !isLayout(token)) {
                header = HEADERS.contains(token);
                lambdas = 0;
                lineBegins = false;
            }
            depth += opens(token) ? 1 : closes(token) ? -1 : 0;
            if (token.equals(";") && depth == 0) {
                if (i + 1 < tokens.size() && !tokens.get(i + 1).equals(PythonTokens.NEWLINE)) {
                    lines.add(PythonTokens.NEWLINE);
                }
                continue;
            }
            lambdas += token.equals("lambda") && depth == 0 ? 1 : 0;
            lines.add(token);
            if (token.equals(":") && depth == 0 && header) {
                boolean ofLambda = lambdas > 0;
                lambdas -= ofLambda ? 1 : 0;
                boolean goesOn = i + 1 < tokens.size() && !tokens.get(i + 1).equals(PythonTokens.NEWLINE);
                if (!ofLambda) {
                    header = false;
                    if (goesOn) {
                        lines.addAll(List.of(PythonTokens.NEWLINE, PythonTokens.INDENT));
                        open++;
                    }
                }
            } else if (token.equals(PythonTokens.NEWLINE)) {
                for (; open > 0; open--) {
                    lines.add(PythonTokens.DEDENT);
                }
                lineBegins = true;
            }
        }
        return lines;
    }

    /** Removes parentheses that enclose the whole expression of a statement or condition. */
    private static List<String> withoutParentheses(List<String> tokens) {
        List<String> kept = new ArrayList<>(tokens);
        for (int i = 1; i < kept.size(); i++) {
            if (kept.get(i).equals("(") && BEFORE_EXPRESSION.contains(kept.get(i - 1))) {
                int end = closing(kept, i);
                boolean whole = end > i + 1 && end + 1 < kept.size() && isEnd(kept.get(end + 1));
                if (whole) {
                    kept.remove(end);
                    kept.remove(i);
                    i--;
                }
            }
        }
        return kept;
    }

    private static boolean isEnd(String token) {
        return token.equals(PythonTokens.NEWLINE) || token.equals(":");
    }

    private static int closing(List<String> tokens, int opening) {
        int depth = 0;
        for (int i = opening; i < tokens.size(); i++) {
            depth += opens(tokens.get(i)) ? 1 : closes(tokens.get(i)) ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /** Removes the comma after the last argument of a call or element of a list; in a tuple or an index it may have a meaning. */
    private static List<String> withoutLastCommas(List<String> tokens) {
        List<String> kept = new ArrayList<>();
        List<Boolean> droppable = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            if (opens(token)) {
                boolean follows = i > 0 && follows(tokens.get(i - 1));
                droppable.add(token.equals("(") ? follows : !follows);
            } else if (closes(token) && !droppable.isEmpty()) {
                boolean drops = droppable.remove(droppable.size() - 1);
                if (drops && kept.size() > 1 && kept.get(kept.size() - 1).equals(",")) {
                    kept.remove(kept.size() - 1);
                }
            }
            kept.add(token);
        }
        return kept;
    }

    /** Whether a bracket after this token calls or indexes it. */
    private static boolean follows(String token) {
        return closes(token) || Character.isUnicodeIdentifierStart(token.charAt(0)) && !NO_CALL.contains(token);
    }

    private static boolean isLayout(String token) {
        return token.equals(PythonTokens.INDENT) || token.equals(PythonTokens.DEDENT);
    }

    private static boolean opens(String token) {
        return token.equals("(") || token.equals("[") || token.equals("{");
    }

    private static boolean closes(String token) {
        return token.equals(")") || token.equals("]") || token.equals("}");
    }
}
