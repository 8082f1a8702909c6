package dev.preceptor.contracts.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splits Python source into its top-level statements. It recognises only strings, brackets, comments and continued
 * lines.
 */
public final class PythonBlocks {

    private final String source;
    private int depth;
    private String quote = "";

    private PythonBlocks(String source) {
        this.source = source.replace("\r\n", "\n");
    }

    /**
     * Returns the statements with their indented blocks, without the comments between them; empty if a string or
     * bracket is not closed.
     */
    public static Optional<List<String>> of(String source) {
        return new PythonBlocks(source).blocks();
    }

    private Optional<List<String>> blocks() {
        List<String> blocks = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < source.length(); ) {
            boolean endsLogicalLine = source.charAt(i) == '\n' && depth == 0 && quote.isEmpty();
            i = after(i);
            if (endsLogicalLine && beginsBlock(i)) {
                add(blocks, source.substring(start, i));
                start = i;
            }
        }
        add(blocks, source.substring(start));
        return depth == 0 && quote.isEmpty() ? Optional.of(blocks) : Optional.empty();
    }

    private static void add(List<String> blocks, String text) {
        boolean onlyComments = text.lines().allMatch(line -> line.isBlank() || line.startsWith("#"));
        if (!onlyComments) {
            blocks.add(text.strip());
        }
    }

    private boolean beginsBlock(int at) {
        if (at >= source.length()) {
            return false;
        }
        int end = at;
        while (end > 0 && Character.isWhitespace(source.charAt(end - 1))) {
            end--;
        }
        boolean decorated = end > 0 && source.charAt(source.lastIndexOf('\n', end - 1) + 1) == '@';
        return !decorated && !Character.isWhitespace(source.charAt(at)) && source.charAt(at) != '#';
    }

    /** Returns the index after the current character, or after the comment or quotes that begin or end at it. */
    private int after(int at) {
        char c = source.charAt(at);
        if (c == '\\') {
            return at + 2;
        }
        if (!quote.isEmpty()) {
            return afterInString(at);
        }
        if (c == '#') {
            int end = source.indexOf('\n', at);
            return end < 0 ? source.length() : end;
        }
        if (c == '"' || c == '\'') {
            String triple = String.valueOf(c).repeat(3);
            quote = source.startsWith(triple, at) ? triple : String.valueOf(c);
            return at + quote.length();
        }
        if ("([{".indexOf(c) >= 0) {
            depth++;
        } else if (")]}".indexOf(c) >= 0) {
            depth--;
        }
        return at + 1;
    }

    private int afterInString(int at) {
        if (source.startsWith(quote, at)) {
            int end = at + quote.length();
            quote = "";
            return end;
        }
        return at + 1;
    }
}
