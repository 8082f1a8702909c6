package dev.preceptor.languagemodel.tokenizer.jinja;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Filters of texts; other values are written out first. */
final class TextFilters {

    static final Map<String, Filter> ALL = Map.ofEntries(
            text("trim", (text, arguments) -> Methods.strip(text, arguments, true, true)),
            text("string", (text, arguments) -> text),
            text("upper", (text, arguments) -> text.toUpperCase(Locale.ROOT)),
            text("lower", (text, arguments) -> text.toLowerCase(Locale.ROOT)),
            text("title", (text, arguments) -> words(text)),
            text("capitalize", (text, arguments) -> Methods.capitalize(text)),
            text("replace", Methods::replace),
            text("indent", TextFilters::indent),
            text("center", (text, arguments) -> Padding.center(text, arguments.number(0, "width", 80))),
            text("wordcount", (text, arguments) -> (long) Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS)
                    .matcher(text)
                    .results()
                    .count()),
            text("format", Formatting::percent),
            text("e", (text, arguments) -> escape(text)),
            text("escape", (text, arguments) -> escape(text)),
            text("forceescape", (text, arguments) -> escape(text)),
            text("striptags", (text, arguments) -> striptags(text)),
            text("urlencode", (text, arguments) -> urlencode(text)),
            text("truncate", TextFilters::truncate),
            Map.entry("safe", (value, arguments) -> value));

    private TextFilters() {}

    /** A filter of a text. */
    @FunctionalInterface
    private interface OfText {
        Object apply(String text, Arguments arguments);
    }

    private static Map.Entry<String, Filter> text(String name, OfText filter) {
        return Map.entry(name, (value, arguments) -> filter.apply(Values.text(value), arguments));
    }

    /** Each word with a large first letter; unlike Python's title(), a word begins at white space and some signs only. */
    private static String words(String text) {
        StringBuilder title = new StringBuilder();
        boolean within = false;
        for (char c : text.toCharArray()) {
            title.append(within ? Character.toLowerCase(c) : Character.toUpperCase(c));
            within = !Character.isWhitespace(c) && "-({[<".indexOf(c) < 0;
        }
        return title.toString();
    }

    private static String indent(String text, Arguments arguments) {
        String indentation = arguments.get(0, "width", 4L) instanceof String given
                ? given
                : " ".repeat(Math.max(0, Math.min(1000, arguments.number(0, "width", 4))));
        boolean first = Values.truth(arguments.get(1, "first", false));
        boolean blank = Values.truth(arguments.get(2, "blank", false));
        List<String> lines = Arrays.asList(text.split("\n", -1));
        for (int i = first ? 0 : 1; i < lines.size(); i++) {
            if (i == 0 || blank || !lines.get(i).isEmpty()) {
                lines.set(i, indentation + lines.get(i));
            }
        }
        return String.join("\n", lines);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;")
                .replace("\"", "&#34;");
    }

    private static String striptags(String text) {
        return text.replaceAll("(?s)<!--.*?-->|<.*?>", "").strip().replaceAll("\\s+", " ");
    }

    private static String urlencode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/")
                .replace("%7E", "~")
                .replace("*", "%2A");
    }

    private static String truncate(String text, Arguments arguments) {
        int length = arguments.number(0, "length", 255);
        boolean killWords = Values.truth(arguments.get(1, "killwords", false));
        String end = Values.text(arguments.get(2, "end", "..."));
        int leeway = arguments.number(3, "leeway", 5);
        if (text.length() <= length + leeway) {
            return text;
        }
        String kept = text.substring(0, Math.max(0, length - end.length()));
        int space = kept.lastIndexOf(' ');
        return (killWords || space < 0 ? kept : kept.substring(0, space)) + end;
    }
}
