package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/** The methods of Python's strings and mappings that chat templates call. */
final class Methods {

    private Methods() {}

    /** The method of that name bound to the value, or null if it has none. */
    static Callable of(Object value, String name) {
        if (value instanceof String text) {
            return ofText(text, name);
        }
        if (value instanceof List<?> list) {
            return ofList(list, name);
        }
        return value instanceof Map<?, ?> map ? ofMap(map, name) : null;
    }

    private static Callable ofText(String text, String name) {
        return switch (name) {
            case "strip" -> arguments -> strip(text, arguments, true, true);
            case "lstrip" -> arguments -> strip(text, arguments, true, false);
            case "rstrip" -> arguments -> strip(text, arguments, false, true);
            case "split" -> arguments -> split(text, arguments);
            case "splitlines" -> arguments -> splitlines(text, Values.truth(arguments.get(0, "keepends", false)));
            case "startswith" ->
                arguments -> {
                    String from = text.substring(Math.min(text.length(), Math.max(0, arguments.number(1, "start", 0))));
                    return alternatives(arguments, "prefix").stream().anyMatch(from::startsWith);
                };
            case "endswith" ->
                arguments -> alternatives(arguments, "suffix").stream().anyMatch(text::endsWith);
            case "upper" -> arguments -> text.toUpperCase(Locale.ROOT);
            case "lower" -> arguments -> text.toLowerCase(Locale.ROOT);
            case "title" -> arguments -> title(text);
            case "capitalize" -> arguments -> capitalize(text);
            case "replace" -> arguments -> replace(text, arguments);
            case "find" -> arguments -> (long) text.indexOf(arguments.text(0, "sub"));
            case "rfind" -> arguments -> (long) text.lastIndexOf(arguments.text(0, "sub"));
            case "index" -> arguments -> found(text.indexOf(arguments.text(0, "sub")), "substring");
            case "rsplit" -> arguments -> rsplit(text, arguments);
            case "partition" -> arguments -> partition(text, arguments, false);
            case "rpartition" -> arguments -> partition(text, arguments, true);
            case "swapcase" -> arguments -> swapcase(text);
            case "zfill" -> arguments -> Padding.zeros(text, arguments.number(0, "width", 0));
            case "ljust" ->
                arguments -> Padding.right(
                        text, arguments.number(0, "width", 0), Values.text(arguments.get(1, "fillchar", " ")));
            case "rjust" ->
                arguments -> Padding.left(
                        text, arguments.number(0, "width", 0), Values.text(arguments.get(1, "fillchar", " ")));
            case "center" -> arguments -> Padding.center(text, arguments.number(0, "width", 0));
            case "format" -> arguments -> Formatting.braces(text, arguments);
            case "isalpha" -> arguments -> all(text, Character::isLetter);
            case "isalnum" -> arguments -> all(text, Character::isLetterOrDigit);
            case "isnumeric", "isdecimal" -> arguments -> all(text, Character::isDigit);
            case "isspace" -> arguments -> all(text, c -> isSpace((char) c));
            case "islower" -> arguments -> isCase(text, Character::isLowerCase, Character::isUpperCase);
            case "isupper" -> arguments -> isCase(text, Character::isUpperCase, Character::isLowerCase);
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

    /** Nothing that changes the list: transformers renders in a sandbox that refuses it. */
    private static Callable ofList(List<?> list, String name) {
        return switch (name) {
            case "index" -> arguments -> found(indexOf(list, arguments.required(0, "value")), "value");
            case "count" ->
                arguments -> list.stream()
                        .filter(each -> Values.same(each, arguments.required(0, "value")))
                        .count();
            default -> null;
        };
    }

    private static Callable ofMap(Map<?, ?> map, String name) {
        return switch (name) {
            case "get" ->
                arguments -> map.containsKey(arguments.required(0, "key"))
                        ? map.get(arguments.required(0, "key"))
                        : arguments.get(1, "default", null);
            case "copy" -> arguments -> new LinkedHashMap<>(map);
            case "items" -> arguments -> items(map);
            case "keys" -> arguments -> new ArrayList<Object>(map.keySet());
            case "values" -> arguments -> new ArrayList<Object>(map.values());
            default -> null;
        };
    }

    static List<Object> items(Map<?, ?> map) {
        List<Object> items = new ArrayList<>();
        map.forEach((key, value) -> items.add(new Tuple(key, value)));
        return items;
    }

    private static int indexOf(List<?> list, Object item) {
        for (int i = 0; i < list.size(); i++) {
            if (Values.same(list.get(i), item)) {
                return i;
            }
        }
        return -1;
    }

    private static Long found(int index, String what) {
        if (index < 0) {
            throw new JinjaException("index: the " + what + " is not there");
        }
        return (long) index;
    }

    private static List<String> alternatives(Arguments arguments, String name) {
        return arguments.required(0, name) instanceof Tuple several
                ? several.stream().map(Values::text).toList()
                : List.of(arguments.text(0, name));
    }

    private static boolean all(String text, IntPredicate condition) {
        return !text.isEmpty() && text.chars().allMatch(condition);
    }

    /** Whether a text has letters of one case and none of the other. */
    static boolean isCase(String text, IntPredicate wanted, IntPredicate other) {
        return text.chars().anyMatch(wanted) && text.chars().noneMatch(other);
    }

    private static String swapcase(String text) {
        StringBuilder swapped = new StringBuilder();
        text.codePoints()
                .map(c -> Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c))
                .forEach(swapped::appendCodePoint);
        return swapped.toString();
    }

    private static List<Object> splitlines(String text, boolean keepEnds) {
        return new ArrayList<>(
                keepEnds
                        ? List.of((Object[]) text.split("(?<=\n)"))
                        : text.lines().toList());
    }

    private static List<Object> rsplit(String text, Arguments arguments) {
        int most = arguments.number(1, "maxsplit", -1);
        if (most < 0 || arguments.get(0, "sep", null) == null) {
            return split(
                    text,
                    new Arguments(
                            arguments
                                    .positional()
                                    .subList(
                                            0,
                                            Math.min(1, arguments.positional().size())),
                            Map.of()));
        }
        String separator = arguments.text(0, "sep");
        LinkedList<Object> parts = new LinkedList<>();
        String rest = text;
        int at;
        while (parts.size() < most && !separator.isEmpty() && (at = rest.lastIndexOf(separator)) >= 0) {
            parts.addFirst(rest.substring(at + separator.length()));
            rest = rest.substring(0, at);
        }
        parts.addFirst(rest);
        return new ArrayList<>(parts);
    }

    private static Tuple partition(String text, Arguments arguments, boolean last) {
        String separator = arguments.text(0, "sep");
        int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
        if (at < 0) {
            return last ? new Tuple("", "", text) : new Tuple(text, "", "");
        }
        return new Tuple(text.substring(0, at), separator, text.substring(at + separator.length()));
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
