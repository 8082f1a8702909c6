package dev.preceptor.contracts.python;

import java.util.regex.Pattern;

/** Reads Python source line by line, and tells whether a string or bracket is still open. */
public final class PythonLines {

    private static final int TRIPLE = 3;
    private static final Pattern CLAUSE = Pattern.compile("#|(?:else|elif|except|finally)\\b");

    private int depth;
    /** The quotes of the open triple-quoted string; empty outside of one. */
    private String quotes = "";

    private boolean continued;
    private boolean broken;

    /** Whether a program is lexically complete: every string and bracket that it opens is closed. */
    public static boolean isComplete(String source) {
        PythonLines lines = new PythonLines();
        source.lines().forEach(lines::add);
        return !lines.goesOn() && !lines.broken;
    }

    /** The offset of the last line that begins a statement at the margin. Decorators and clauses such as {@code else} belong to one. */
    public static int lastStatement(String source) {
        PythonLines lines = new PythonLines();
        int last = 0;
        int offset = 0;
        boolean decorated = false;
        for (String line : source.split("\n", -1)) {
            boolean begins = !lines.goesOn() && !line.isBlank() && !Character.isWhitespace(line.charAt(0));
            if (begins && !CLAUSE.matcher(line).lookingAt()) {
                last = decorated ? last : offset;
                decorated = line.startsWith("@");
            }
            lines.add(line);
            offset += line.length() + 1;
        }
        return last;
    }

    /** Reads the next line, without its line end. */
    public void add(String line) {
        continued = false;
        int at = 0;
        while (at < line.length()) {
            at = quotes.isEmpty() ? afterCode(line, at) : afterText(line, at);
        }
    }

    /** Whether the next line is inside a triple-quoted string. */
    public boolean isInString() {
        return !quotes.isEmpty();
    }

    /** Whether the next line continues this one: inside a string or bracket, or after a backslash. */
    public boolean goesOn() {
        return isInString() || depth > 0 || continued;
    }

    private int afterCode(String line, int at) {
        char c = line.charAt(at);
        if (c == '#') {
            return line.length();
        }
        if (c == '\\') {
            continued = at == line.length() - 1;
            return at + 1;
        }
        if (c == '"' || c == '\'') {
            return afterQuote(line, at, c);
        }
        if ("([{".indexOf(c) >= 0) {
            depth++;
        } else if (")]}".indexOf(c) >= 0) {
            broken |= depth == 0;
            depth = Math.max(0, depth - 1);
        }
        return at + 1;
    }

    private int afterQuote(String line, int at, char quote) {
        String triple = String.valueOf(quote).repeat(TRIPLE);
        if (line.startsWith(triple, at)) {
            quotes = triple;
            return at + TRIPLE;
        }
        int end = at + 1;
        while (end < line.length() && line.charAt(end) != quote) {
            end += line.charAt(end) == '\\' ? 2 : 1;
        }
        // A backslash at the end of the line continues the string, which is rare; its rest is read as code.
        broken |= end == line.length();
        return end + 1;
    }

    private int afterText(String line, int at) {
        if (line.startsWith(quotes, at)) {
            quotes = "";
            return at + TRIPLE;
        }
        return at + (line.charAt(at) == '\\' ? 2 : 1);
    }
}
