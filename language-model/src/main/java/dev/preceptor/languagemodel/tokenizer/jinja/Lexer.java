package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into tokens. Here, too, white space around tags is dropped: a tag's line break and its indentation, and
 * whatever a minus sign at a tag's edge asks for.
 */
final class Lexer {

    private static final Pattern BEGIN = Pattern.compile("\\{[{%#]");
    private static final Pattern RAW = Pattern.compile("\\{%[-+]?\\s*raw\\s*[-+]?%}");
    private static final Pattern END_RAW = Pattern.compile("\\{%[-+]?\\s*endraw\\s*[-+]?%}");
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
    private static final Pattern NUMBER = Pattern.compile("\\d[\\d_]*(\\.\\d+)?([eE][+-]?\\d+)?");
    private static final Pattern OPERATOR = Pattern.compile("\\*\\*|//|[=!<>]=|[-+*/%~<>=|.,:()\\[\\]{}]");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private boolean stripLeft;

    private Lexer(String source) {
        String lines = source.replace("\r\n", "\n").replace('\r', '\n');
        this.source = lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
    }

    static List<Token> tokens(String source) {
        Lexer lexer = new Lexer(source);
        while (lexer.at < lexer.source.length()) {
            lexer.next();
        }
        lexer.add(Token.Kind.END, "");
        return lexer.tokens;
    }

    private void next() {
        Matcher begin = BEGIN.matcher(source);
        boolean found = begin.find(at);
        int end = found ? begin.start() : source.length();
        text(at, end, found ? source.charAt(end + 1) : ' ');
        moveTo(end);
        if (!found) {
            return;
        }
        switch (source.charAt(at + 1)) {
            case '#' -> comment();
            case '{' -> tag("}}", Token.Kind.PRINT_BEGIN, Token.Kind.PRINT_END);
            default -> {
                if (RAW.matcher(source).region(at, source.length()).lookingAt()) {
                    raw();
                } else {
                    tag("%}", Token.Kind.TAG_BEGIN, Token.Kind.TAG_END);
                }
            }
        }
    }

    /** Output up to a tag, whose second character says of what kind it is. */
    private void text(int from, int to, char tag) {
        int start = from;
        int end = to;
        if (stripLeft) {
            while (start < end && Character.isWhitespace(source.charAt(start))) {
                start++;
            }
        }
        stripLeft = false;
        char sign = to + 2 < source.length() ? source.charAt(to + 2) : ' ';
        if (tag != ' ' && sign == '-') {
            while (end > start && Character.isWhitespace(source.charAt(end - 1))) {
                end--;
            }
        } else if ((tag == '%' || tag == '#') && sign != '+') {
            int indentation = end;
            while (indentation > start && " \t".indexOf(source.charAt(indentation - 1)) >= 0) {
                indentation--;
            }
            boolean lineStart = indentation == 0 || source.charAt(indentation - 1) == '\n';
            end = lineStart && indentation >= start ? indentation : end;
        }
        if (end > start) {
            add(Token.Kind.TEXT, source.substring(start, end));
        }
    }

    private void comment() {
        int end = source.indexOf("#}", at + 2);
        if (end < 0) {
            throw JinjaException.at(line, "a comment does not end");
        }
        char sign = end > at + 2 ? source.charAt(end - 1) : ' ';
        moveTo(end + 2);
        afterTag(sign);
    }

    private void raw() {
        Matcher begin = RAW.matcher(source).region(at, source.length());
        Matcher end = END_RAW.matcher(source);
        if (!begin.lookingAt() || !end.find(begin.end())) {
            throw JinjaException.at(line, "a raw block does not end");
        }
        moveTo(begin.end());
        afterTag(source.charAt(begin.end() - 3));
        text(at, end.start(), '%');
        moveTo(end.end());
        afterTag(source.charAt(end.end() - 3));
    }

    private void tag(String closing, Token.Kind begin, Token.Kind end) {
        add(begin, "");
        moveTo(at + 2);
        if (at < source.length() && (source.charAt(at) == '-' || source.charAt(at) == '+')) {
            moveTo(at + 1);
        }
        int depth = 0;
        while (true) {
            while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
                moveTo(at + 1);
            }
            if (at >= source.length()) {
                throw JinjaException.at(line, "a tag does not end with " + closing);
            }
            char sign = source.charAt(at);
            boolean signed = (sign == '-' || sign == '+') && source.startsWith(closing, at + 1);
            if (depth == 0 && (signed || source.startsWith(closing, at))) {
                add(end, "");
                moveTo(at + (signed ? 3 : 2));
                if (end == Token.Kind.TAG_END) {
                    afterTag(signed ? sign : ' ');
                } else {
                    stripLeft = signed && sign == '-';
                }
                return;
            }
            depth += inner();
        }
    }

    /** A block's or comment's own line break is not output. */
    private void afterTag(char sign) {
        stripLeft = sign == '-';
        if (sign != '-' && sign != '+' && at < source.length() && source.charAt(at) == '\n') {
            moveTo(at + 1);
        }
    }

    /** One token within a tag; returns by how much the nesting of brackets changes. */
    private int inner() {
        char first = source.charAt(at);
        if (first == '\'' || first == '"') {
            string(first);
            return 0;
        }
        if (match(NAME, Token.Kind.NAME) || match(NUMBER, Token.Kind.NUMBER)) {
            return 0;
        }
        if (match(OPERATOR, Token.Kind.OPERATOR)) {
            return "([{".indexOf(first) >= 0 ? 1 : ")]}".indexOf(first) >= 0 ? -1 : 0;
        }
        throw JinjaException.at(line, "unexpected character " + first);
    }

    private boolean match(Pattern pattern, Token.Kind kind) {
        Matcher matcher = pattern.matcher(source).region(at, source.length());
        if (!matcher.lookingAt()) {
            return false;
        }
        add(kind, matcher.group());
        moveTo(matcher.end());
        return true;
    }

    private void string(char quote) {
        int begin = at + 1;
        int end = begin;
        while (end < source.length() && source.charAt(end) != quote) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw JinjaException.at(line, "a string does not end");
        }
        add(Token.Kind.STRING, Escapes.resolve(source.substring(begin, end), line));
        moveTo(end + 1);
    }

    private void add(Token.Kind kind, String text) {
        tokens.add(new Token(kind, text, line));
    }

    private void moveTo(int position) {
        for (int i = at; i < position; i++) {
            line += source.charAt(i) == '\n' ? 1 : 0;
        }
        at = position;
    }
}
