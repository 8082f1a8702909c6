package dev.preceptor.contracts.task;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises Python literals: numbers, strings, None, booleans, and lists, tuples, sets and dictionaries of literals.
 */
final class PythonLiteral {

    private static final Pattern SCALAR = Pattern.compile(
            "[+-]?(?:\\d[\\d_]*\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?|None|True|False|\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\\n]|\\\\.)*'");

    private final String text;
    private int at;

    private PythonLiteral(String text) {
        this.text = text;
    }

    /** Whether the text is exactly one literal. */
    static boolean is(String text) {
        PythonLiteral literal = new PythonLiteral(text);
        return literal.value() && literal.atEnd();
    }

    /** Whether the text is a parenthesised list of arguments that are all literals. */
    static boolean areArguments(String text) {
        PythonLiteral literal = new PythonLiteral(text);
        return literal.accept('(') && literal.items(')') && literal.atEnd();
    }

    private boolean atEnd() {
        skipSpace();
        return at == text.length();
    }

    private boolean value() {
        if (accept('[')) {
            return items(']');
        }
        if (accept('(')) {
            return items(')');
        }
        if (accept('{')) {
            return items('}');
        }
        Matcher scalar = SCALAR.matcher(text).region(at, text.length());
        if (!scalar.lookingAt()) {
            return false;
        }
        at = scalar.end();
        return true;
    }

    /** Parses values, or key-value pairs in braces, up to the closing bracket. */
    private boolean items(char close) {
        while (!accept(close)) {
            if (!value() || close == '}' && accept(':') && !spacedValue()) {
                return false;
            }
            if (!accept(',')) {
                return accept(close);
            }
        }
        return true;
    }

    private boolean spacedValue() {
        skipSpace();
        return value();
    }

    private boolean accept(char expected) {
        skipSpace();
        boolean there = at < text.length() && text.charAt(at) == expected;
        if (there) {
            at++;
            skipSpace();
        }
        return there;
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}
