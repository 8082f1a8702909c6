package dev.preceptor.contracts.answer;

import dev.preceptor.contracts.python.PythonLines;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits Markdown into fenced code blocks and the text around them. As in CommonMark, a fence is three or more backticks or tildes, and
 * the closing one is at least as long. Beyond CommonMark, as models do not keep to it: a fence may be indented by any width, stand in
 * a list item or a quotation, or follow words on its line; the next opening fence closes a block that is still open; and a fence in
 * a triple-quoted string of Python is a part of the string.
 *
 * @param text with {@code \n} as line end
 * @param blocks in the order of the text
 */
public record FencedText(String text, List<CodeBlock> blocks) {

    /** Stands for a block in {@link #outside}; no line of code has it. */
    static final String BOUNDARY = "\n\u0000\n";

    private static final Pattern OPENING = Pattern.compile(
            "(?<indent>[ \\t]*+(?:>[ \\t]?)*+(?:(?:[-*+]|\\d{1,3}[.)])[ \\t]+)*+)(?<words>.*?)(?<fence>`{3,}|~{3,})(?<info>[^`]*)");
    private static final Pattern CLOSING = Pattern.compile("[ \\t>]*(?<fence>`{3,}|~{3,})(?<rest>.*)");
    private static final Pattern ON_ONE_LINE =
            Pattern.compile("[^`]*```(?:(?:python3?|py)[ \\t]+)?(?<code>[^`]+)```[^`]*");
    private static final Pattern CODE_IN_INFO = Pattern.compile("(?:def|class|import|from|async|print|@).*[ (].*");
    private static final Pattern QUOTATION = Pattern.compile("[ \\t]*>[ \\t]?");
    private static final int TAB_WIDTH = 4;

    /** An opening fence. */
    private record Opening(char kind, int length, int indent, boolean quotation, String info) {}

    public static FencedText of(String text) {
        return new FencedText(text, new Scanner(text).blocks());
    }

    /** Whether an offset is inside a block, its fences included. */
    boolean isInBlock(int offset) {
        return blocks.stream().anyMatch(block -> block.start() <= offset && offset < block.end());
    }

    /** The text outside the blocks, with {@link #BOUNDARY} in place of each. */
    String outside() {
        StringBuilder outside = new StringBuilder();
        int from = 0;
        for (CodeBlock block : blocks) {
            outside.append(text, from, block.start()).append(BOUNDARY);
            from = block.end();
        }
        return outside.append(text, from, text.length()).toString();
    }

    private static Opening opening(String line) {
        Matcher matcher = OPENING.matcher(line);
        if (!mayBeFence(line) || !matcher.matches()) {
            return null;
        }
        String info = matcher.group("info").strip();
        boolean follows = !matcher.group("words").isBlank();
        boolean onlyCode = info.isEmpty() || CodeBlock.isLanguage(info.toLowerCase(Locale.ROOT));
        if (follows
                && (matcher.group("fence").startsWith("~")
                        || matcher.group("words").contains("`")
                        || !onlyCode)) {
            return null;
        }
        String indent = matcher.group("indent");
        return new Opening(
                matcher.group("fence").charAt(0),
                matcher.group("fence").length(),
                follows ? 0 : width(indent),
                indent.contains(">"),
                info);
    }

    /** Rules out most lines before a pattern is tried, which takes long on a long line. */
    private static boolean mayBeFence(String line) {
        return line.contains("```") || line.contains("~~~");
    }

    private static int width(String indent) {
        int width = 0;
        for (char c : indent.toCharArray()) {
            width += c == '\t' ? TAB_WIDTH : 1;
        }
        return width;
    }

    /** Reads the lines of a text once; a block whose string is never closed is read again. */
    private static final class Scanner {

        private final String text;
        private final String[] lines;
        private final int[] offsets;
        private final List<CodeBlock> blocks = new ArrayList<>();

        private Scanner(String text) {
            this.text = text;
            this.lines = text.split("\n", -1);
            this.offsets = new int[lines.length + 1];
            for (int i = 0; i < lines.length; i++) {
                offsets[i + 1] = Math.min(text.length(), offsets[i] + lines[i].length() + 1);
            }
        }

        private List<CodeBlock> blocks() {
            int line = 0;
            while (line < lines.length) {
                Matcher onOneLine = ON_ONE_LINE.matcher(lines[line]);
                if (mayBeFence(lines[line]) && onOneLine.matches()) {
                    blocks.add(
                            new CodeBlock("", onOneLine.group("code").strip(), true, offsets[line], offsets[line + 1]));
                    line++;
                    continue;
                }
                Opening opening = opening(lines[line]);
                line = opening == null ? line + 1 : afterBlock(opening, line);
            }
            return List.copyOf(blocks);
        }

        /** Adds the block that opens at a line; returns the line after it. */
        private int afterBlock(Opening opening, int first) {
            int after = afterBlock(opening, first, true);
            return after >= 0 ? after : afterBlock(opening, first, false);
        }

        /** Returns -1 where a string is not closed and a fence was found in it. */
        private int afterBlock(Opening opening, int first, boolean heedsStrings) {
            boolean strings = heedsStrings && !isOtherLanguage(opening);
            PythonLines python = new PythonLines();
            boolean fenceInString = false;
            List<String> code = new ArrayList<>();
            if (CODE_IN_INFO.matcher(opening.info()).matches()) {
                code.add(opening.info());
                python.add(opening.info());
            }
            int line = first + 1;
            for (; line < lines.length; line++) {
                String current = lines[line];
                boolean closes = closes(opening, current);
                boolean opensNext = !closes && opensNext(opening, current);
                boolean inString = strings && python.isInString();
                if ((closes || opensNext) && inString) {
                    fenceInString = true;
                } else if (closes) {
                    add(opening, code, true, first, line + 1);
                    return line + 1;
                } else if (opensNext) {
                    add(opening, code, true, first, line);
                    return line;
                } else if (!inString && closesAtEnd(opening, current)) {
                    code.add(current.substring(0, current.indexOf('`')));
                    add(opening, code, true, first, line + 1);
                    return line + 1;
                }
                code.add(current);
                python.add(current);
            }
            if (fenceInString && python.isInString()) {
                return -1;
            }
            add(opening, code, false, first, line);
            return line;
        }

        private static boolean isOtherLanguage(Opening opening) {
            return new CodeBlock(CodeBlock.languageOf(opening.info()), "", true, 0, 0).isOtherLanguage();
        }

        private static boolean closes(Opening opening, String line) {
            Matcher fence = CLOSING.matcher(line);
            return mayBeFence(line)
                    && fence.matches()
                    && fence.group("fence").charAt(0) == opening.kind()
                    && fence.group("fence").length() >= opening.length()
                    && !CodeBlock.isLanguage(CodeBlock.languageOf(fence.group("rest")));
        }

        private static boolean opensNext(Opening opening, String line) {
            Matcher fence = CLOSING.matcher(line);
            return mayBeFence(line)
                    && fence.matches()
                    && fence.group("fence").charAt(0) == opening.kind()
                    && fence.group("fence").length() >= opening.length()
                    && CodeBlock.isLanguage(CodeBlock.languageOf(fence.group("rest")));
        }

        /** Whether the closing fence follows code on its line. In Python, backticks occur only in strings and comments. */
        private static boolean closesAtEnd(Opening opening, String line) {
            int at = line.indexOf('`');
            return opening.kind() == '`'
                    && at > 0
                    && line.indexOf('#') < 0
                    && line.substring(at).stripTrailing().matches("`{" + opening.length() + ",}");
        }

        private void add(Opening opening, List<String> code, boolean closed, int first, int end) {
            List<String> stripped = code.stream()
                    .map(line -> opening.quotation() ? QUOTATION.matcher(line).replaceFirst("") : line)
                    .toList();
            String language =
                    CODE_IN_INFO.matcher(opening.info()).matches() ? "" : CodeBlock.languageOf(opening.info());
            int endOffset = end >= lines.length ? text.length() : offsets[end];
            blocks.add(new CodeBlock(
                    language, Indentation.without(stripped, opening.indent()), closed, offsets[first], endOffset));
        }
    }
}
