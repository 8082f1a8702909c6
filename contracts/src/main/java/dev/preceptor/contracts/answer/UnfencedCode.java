package dev.preceptor.contracts.answer;

import dev.preceptor.contracts.python.PythonLines;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds Python in text without fences. Code begins with a definition, a decorator or an import, or with the comments and assignments above
 * it, such as a constant that the function uses. It ends before the first line that is neither indented nor a statement, such as a
 * sentence.
 */
final class UnfencedCode {

    private static final Pattern BEGINNING =
            Pattern.compile("(?:async\\s+)?def\\s+\\w+\\s*\\(.*|class\\s+\\w+\\s*[:(].*|@\\w.*"
                    + "|import\\s+[\\w.]+(?:\\s+as\\s+\\w+)?(?:\\s*,\\s*[\\w.]+(?:\\s+as\\s+\\w+)?)*+\\s*(?:#.*)?"
                    + "|from\\s+[\\w.]+\\s+import\\s.*");
    private static final String ASSIGNMENT =
            "[A-Za-z_][\\w.]*(?:\\[.*])?(?:\\s*,\\s*[A-Za-z_][\\w.]*)*+\\s*(?::\\s*[\\w\\[\\], .]+)?\\s*(?:[-+*/%&|^@]|//|\\*\\*|<<|>>)?=[^=].*";
    private static final Pattern ABOVE_CODE = Pattern.compile("#.*|" + ASSIGNMENT);
    private static final Pattern STATEMENT = Pattern.compile(
            "#.*|(?:if|elif|for|while|with|except|match|try|else|finally)\\b.*:\\s*(?:#.*)?"
                    + "|(?:if|for|while|with)\\b.*:\\s*\\S.*|(?:assert|return|raise|del|global|yield|await)\\s.*|(?:pass|break|continue)"
                    + "|" + ASSIGNMENT
                    + "|[A-Za-z_][\\w.]*\\(.*[)(\\[{,\\\\;]\\s*(?:#.*)?|print\\s*\\(.*|[A-Za-z_][\\w.]*\\(|[)\\]}].*|\"\"\".*|'''.*");

    /** A longer line is no statement: models that repeat themselves write such lines, and the patterns take long on them. */
    private static final int MAX_LINE_LENGTH = 2_000;

    /** Assignments above a definition that are longer than this are not code but a listing, and the search stays fast. */
    private static final int MOST_LINES_ABOVE = 200;

    private UnfencedCode() {}

    /**
     * The pieces of code, in the order of the text.
     *
     * @param anyStatement whether code may begin with any statement, as a program does that is no function
     */
    static List<String> in(String text, boolean anyStatement) {
        List<String> pieces = new ArrayList<>();
        String[] lines = text.split("\n", -1);
        int line = 0;
        while (line < lines.length) {
            int below = afterAssignments(lines, line);
            if (begins(lines, line, anyStatement)
                    || begins(lines, below, anyStatement) && sameIndentation(lines, line, below)) {
                int end = end(lines, line);
                List<String> piece = List.of(lines).subList(line, end);
                String code = Indentation.without(piece, Integer.MAX_VALUE);
                boolean isLast =
                        List.of(lines).subList(end, lines.length).stream().allMatch(String::isBlank);
                pieces.add(isLast ? code : withoutLastComments(code));
                line = end;
            } else {
                line = Math.max(below, line + 1);
            }
        }
        return pieces;
    }

    private static boolean begins(String[] lines, int line, boolean anyStatement) {
        if (line == lines.length) {
            return false;
        }
        String code = lines[line].strip();
        return isBeginning(code)
                || anyStatement && Indentation.of(lines[line]) == 0 && !code.startsWith("#") && isStatement(code);
    }

    private static boolean sameIndentation(String[] lines, int line, int other) {
        return Indentation.of(lines[line]) == Indentation.of(lines[other]);
    }

    /**
     * The line after the comments and assignments that begin at a line: the line itself if it is neither, the next one if they do not
     * end.
     */
    private static int afterAssignments(String[] lines, int first) {
        if (lines[first].isBlank() || isHeading(lines, first)) {
            return first + 1;
        }
        PythonLines python = new PythonLines();
        for (int line = first; line < Math.min(lines.length, first + MOST_LINES_ABOVE); line++) {
            String code = lines[line].strip();
            boolean begins = !python.goesOn() && !code.isEmpty();
            if (begins && (!sameIndentation(lines, first, line) || !isAboveCode(code))) {
                return line;
            }
            python.add(lines[line]);
        }
        return first + 1;
    }

    /** Whether a comment stands alone, as the heading of a text does. */
    private static boolean isHeading(String[] lines, int line) {
        return lines[line].strip().startsWith("#") && line + 1 < lines.length && lines[line + 1].isBlank();
    }

    private static boolean isAboveCode(String code) {
        return code.length() <= MAX_LINE_LENGTH && ABOVE_CODE.matcher(code).matches();
    }

    private static boolean isBeginning(String code) {
        return code.length() <= MAX_LINE_LENGTH && BEGINNING.matcher(code).matches();
    }

    private static boolean isStatement(String code) {
        return code.length() <= MAX_LINE_LENGTH && STATEMENT.matcher(code).matches();
    }

    /** The line after the code that begins at a line. */
    private static int end(String[] lines, int first) {
        int indent = Indentation.of(lines[first]);
        PythonLines python = new PythonLines();
        int end = first;
        for (int line = first; line < lines.length; line++) {
            String current = lines[line];
            if (!python.goesOn() && !current.isBlank()) {
                int width = Indentation.of(current);
                String code = current.strip();
                boolean belongs = width > indent || width == indent && (isBeginning(code) || isStatement(code));
                if (!belongs) {
                    break;
                }
            }
            python.add(current);
            end = current.isBlank() ? end : line + 1;
        }
        return end;
    }

    /** Removes what looks like a comment and may be a heading of the text that follows. */
    private static String withoutLastComments(String code) {
        List<String> lines = new ArrayList<>(code.lines().toList());
        while (!lines.isEmpty()
                && (lines.get(lines.size() - 1).isBlank()
                        || lines.get(lines.size() - 1).startsWith("#"))) {
            lines.remove(lines.size() - 1);
        }
        return String.join("\n", lines);
    }
}
