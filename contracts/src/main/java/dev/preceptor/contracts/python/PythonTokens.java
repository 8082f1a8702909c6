package dev.preceptor.contracts.python;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Splits Python source into the tokens that carry meaning. Comments, blank lines, spaces inside a line, the width of
 * indentation, line breaks inside brackets, and the kind of quotes around plain strings are dropped. Indentation itself
 * is kept, as {@link #INDENT} and {@link #DEDENT}.
 *
 * <p>It never fails: text that is not Python is split into some tokens, which is enough to compare. Operators of several
 * characters are split into single characters.
 */
public final class PythonTokens {

    public static final String NEWLINE = "\n";
    public static final String INDENT = "\t>";
    public static final String DEDENT = "\t<";

    private static final int TAB_WIDTH = 8;

    private final String source;
    private final List<String> tokens = new ArrayList<>();
    private final Deque<Integer> indents = new ArrayDeque<>();
    private int at;
    private int brackets;
    private boolean lineHasTokens;

    private PythonTokens(String source) {
        this.source = source;
    }

    /** The tokens of a program, in order; empty for null. */
    public static List<String> of(String source) {
        if (source == null) {
            return List.of();
        }
        return new PythonTokens(source.replace("\r\n", "\n").replace('\r', '\n')).split();
    }

    /** As {@link #of}, with one form where Python has several for the same syntax tree. */
    public static List<String> canonical(String source) {
        return CanonicalTokens.of(of(source));
    }

    /** Whether two programs have the same {@linkplain #canonical canonical} tokens, and so the same syntax tree. */
    public static boolean sameProgram(String first, String second) {
        return canonical(first).equals(canonical(second));
    }

    private List<String> split() {
        indents.push(0);
        while (at < source.length()) {
            char c = source.charAt(at);
            if (c == '\n') {
                endLine();
                at++;
            } else if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '#') {
                skipComment();
            } else if (c == '\\' && at + 1 < source.length() && source.charAt(at + 1) == '\n') {
                at += 2;
            } else {
                startLine();
                token(c);
            }
        }
        endLine();
        indentTo(0);
        return List.copyOf(tokens);
    }

    private void skipComment() {
        while (at < source.length() && source.charAt(at) != '\n') {
            at++;
        }
    }

    private void startLine() {
        if (!lineHasTokens) {
            indentTo(column());
            lineHasTokens = true;
        }
    }

    private int column() {
        int column = 0;
        for (int i = source.lastIndexOf('\n', at - 1) + 1; i < at; i++) {
            column = source.charAt(i) == '\t' ? (column / TAB_WIDTH + 1) * TAB_WIDTH : column + 1;
        }
        return column;
    }

    private void indentTo(int column) {
        if (column > indents.peek()) {
            indents.push(column);
            tokens.add(INDENT);
        }
        while (column < indents.peek()) {
            indents.pop();
            tokens.add(DEDENT);
        }
    }

    private void endLine() {
        if (lineHasTokens && brackets == 0) {
            tokens.add(NEWLINE);
            lineHasTokens = false;
        }
    }

    private void token(char c) {
        if (Character.isUnicodeIdentifierPart(c)) {
            int start = at;
            while (at < source.length() && Character.isUnicodeIdentifierPart(source.charAt(at))) {
                at++;
            }
            String word = source.substring(start, at);
            if (at < source.length() && isQuote(source.charAt(at)) && isStringPrefix(word)) {
                string(word);
            } else {
                tokens.add(word);
            }
        } else if (isQuote(c)) {
            string("");
        } else {
            if ("([{".indexOf(c) >= 0) {
                brackets++;
            } else if (")]}".indexOf(c) >= 0 && brackets > 0) {
                brackets--;
            }
            tokens.add(String.valueOf(c));
            at++;
        }
    }

    private void string(String prefix) {
        char quote = source.charAt(at);
        String triple = String.valueOf(quote).repeat(3);
        String fence = source.startsWith(triple, at) ? triple : String.valueOf(quote);
        int start = at + fence.length();
        int end = start;
        while (end < source.length() && !source.startsWith(fence, end)) {
            if (fence.length() == 1 && source.charAt(end) == '\n') {
                break;
            }
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        end = Math.min(end, source.length());
        String body = source.substring(start, end);
        boolean plain = fence.length() == 1 && body.indexOf('"') < 0 && body.indexOf('\\') < 0;
        tokens.add(prefix + (plain ? "\"" : fence) + body + (plain ? "\"" : fence));
        at = source.startsWith(fence, end) ? end + fence.length() : end;
    }

    private static boolean isQuote(char c) {
        return c == '\'' || c == '"';
    }

    private static boolean isStringPrefix(String word) {
        return word.length() <= 2 && word.chars().allMatch(c -> "rRbBfFuU".indexOf(c) >= 0);
    }
}
