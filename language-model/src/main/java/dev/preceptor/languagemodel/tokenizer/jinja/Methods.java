package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The methods of Python's strings and mappings that chat templates call. */
final class Methods {

    private Methods() {}

    /** The method of that name bound to the value, or null if it has none. */
    static Callable of(Object value, String name) {
        if (value instanceof String text) {
            return ofText(text, name);
        }
        return value instanceof Map<?, ?> map ? ofMap(map, name) : null;
    }

    private static Callable ofText(String text, String name) {
        return switch (name) {
            case "strip" -> arguments -> strip(text, arguments, true, true);
            case "lstrip" -> arguments -> strip(text, arguments, true, false);
            case "rstrip" -> arguments -> strip(text, arguments, false, true);
            case "split" -> arguments -> split(text, arguments);
            case "splitlines" -> arguments -> new ArrayList<Object>(text.lines().toList());
            case "startswith" -> arguments -> text.startsWith(arguments.text(0, "prefix"));
            case "endswith" -> arguments -> text.endsWith(arguments.text(0, "suffix"));
            case "upper" -> arguments -> text.toUpperCase(Locale.ROOT);
            case "lower" -> arguments -> text.toLowerCase(Locale.ROOT);
            case "title" -> arguments -> title(text);
            case "capitalize" -> arguments -> capitalize(text);
            case "replace" -> arguments -> replace(text, arguments);
            case "find" -> arguments -> (long) text.indexOf(arguments.text(0, "sub"));
            case "count" -> arguments -> (long) text.split(Pattern.quote(arguments.text(0, "sub")), -1).length - 1;
            case "isdigit" -> arguments -> !text.isEmpty() && text.chars().allMatch(Character::isDigit);
            case "removeprefix" ->
                arguments -> text.startsWith(arguments.text(0, "prefix"))
                        ? text.substring(arguments.text(0, "prefix").length())
                        : text;
            case "removesuffix" ->
                arguments -> text.endsWith(arguments.text(0, "suffix"))
                        ? text.substring(
                                0, text.length() - arguments.text(0, "suffix").length())
                        : text;
            case "join" ->
                arguments -> String.join(
                        text,
                        Values.list(arguments.required(0, "iterable")).stream()
                                .map(Values::text)
                                .toList());
            default -> null;
        };
    }

    private static Callable ofMap(Map<?, ?> map, String name) {
        return switch (name) {
            case "get" ->
                arguments -> map.containsKey(arguments.required(0, "key"))
                        ? map.get(arguments.required(0, "key"))
                        : arguments.get(1, "default", null);
            case "items" -> arguments -> items(map);
            case "keys" -> arguments -> new ArrayList<Object>(map.keySet());
            case "values" -> arguments -> new ArrayList<Object>(map.values());
            default -> null;
        };
    }

    static List<Object> items(Map<?, ?> map) {
        List<Object> items = new ArrayList<>();
        map.forEach((key, value) -> items.add(Arrays.asList(key, value)));
        return items;
    }

    static String strip(String text, Arguments arguments, boolean left, boolean right) {
        String characters = arguments.get(0, "chars", null) instanceof String given ? given : null;
        int start = 0;
        int end = text.length();
        while (left && start < end && strips(characters, text.charAt(start))) {
            start++;
        }
        while (right && end > start && strips(characters, text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean strips(String characters, char c) {
        return characters == null ? isSpace(c) : characters.indexOf(c) >= 0;
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    private static List<Object> split(String text, Arguments arguments) {
        int most = arguments.number(1, "maxsplit", -1);
        int limit = most < 0 ? -1 : most == Integer.MAX_VALUE ? most : most + 1;
        if (arguments.get(0, "sep", null) == null) {
            String stripped = strip(text, Arguments.NONE, true, true);
            return stripped.isEmpty() ? List.of() : List.of((Object[]) stripped.split("\\s+", limit));
        }
        String separator = arguments.text(0, "sep");
        if (separator.isEmpty()) {
            throw new JinjaException("split: empty separator");
        }
        return List.of((Object[]) text.split(Pattern.quote(separator), limit));
    }

    static String replace(String text, Arguments arguments) {
        String old = arguments.text(0, "old");
        String replacement = arguments.text(1, "new");
        int most = arguments.number(2, "count", -1);
        if (most < 0) {
            return text.replace(old, replacement);
        }
        String replaced = text;
        int from = 0;
        for (int i = 0; i < most && (from = replaced.indexOf(old, from)) >= 0; i++) {
            replaced = replaced.substring(0, from) + replacement + replaced.substring(from + old.length());
            from += replacement.length() + (old.isEmpty() ? 1 : 0);
        }
        return replaced;
    }

    static String capitalize(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(Locale.ROOT)
                        + text.substring(1).toLowerCase(Locale.ROOT);
    }

    static String title(String text) {
        StringBuilder title = new StringBuilder();
        boolean within = false;
        for (char c : text.toCharArray()) {
            title.append(within ? Character.toLowerCase(c) : Character.toUpperCase(c));
            within = Character.isLetter(c);
        }
        return title.toString();
    }
}
