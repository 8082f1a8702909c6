package dev.preceptor.languagemodel.tokenizer.jinja;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** Python's {@code strftime} in English. */
final class DateFormat {

    private static final Map<Character, String> PATTERNS = Map.ofEntries(
            Map.entry('Y', "uuuu"),
            Map.entry('y', "uu"),
            Map.entry('m', "MM"),
            Map.entry('B', "MMMM"),
            Map.entry('b', "MMM"),
            Map.entry('h', "MMM"),
            Map.entry('d', "dd"),
            Map.entry('j', "DDD"),
            Map.entry('A', "EEEE"),
            Map.entry('a', "EEE"),
            Map.entry('H', "HH"),
            Map.entry('I', "hh"),
            Map.entry('M', "mm"),
            Map.entry('S', "ss"),
            Map.entry('f', "SSSSSS"),
            Map.entry('p', "a"),
            Map.entry('F', "uuuu-MM-dd"),
            Map.entry('T', "HH:mm:ss"),
            Map.entry('R', "HH:mm"),
            Map.entry('D', "MM/dd/uu"));

    private DateFormat() {}

    /** The function {@code strftime_now(format)} of a date. */
    static Callable strftime(LocalDate date) {
        return arguments -> format(date.atStartOfDay(), arguments.text(0, "format"));
    }

    private static String format(LocalDateTime time, String format) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < format.length(); at++) {
            char c = format.charAt(at);
            if (c != '%' || at + 1 == format.length()) {
                text.append(c);
                continue;
            }
            char directive = format.charAt(++at);
            boolean unpadded = directive == '-' && at + 1 < format.length();
            directive = unpadded ? format.charAt(++at) : directive;
            String field = field(time, directive);
            text.append(unpadded ? field.replaceFirst("^0+(?=\\d)", "") : field);
        }
        return text.toString();
    }

    private static String field(LocalDateTime time, char directive) {
        if (directive == '%') {
            return "%";
        }
        if (directive == 'e') {
            return String.format(Locale.ROOT, "%2d", time.getDayOfMonth());
        }
        String pattern = PATTERNS.get(directive);
        if (pattern == null) {
            throw new JinjaException("strftime_now: the directive %" + directive + " is not supported");
        }
        return time.format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
    }
}
