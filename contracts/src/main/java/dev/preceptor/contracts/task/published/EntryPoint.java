package dev.preceptor.contracts.task.published;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Infers the entry point from the tests if a row does not name it. */
final class EntryPoint {

    private static final Pattern DEFINITION = Pattern.compile("(?m)^(?:async\\s+)?(?:def|class)\\s+(\\w+)\\b");
    private static final Pattern CALL = Pattern.compile("(?<![\\w.])([A-Za-z_]\\w*)\\s*\\(");
    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\\n]|\\\\.)*'");

    /** Names that are not the entry point: Python's built-in functions, keywords, and common imports. */
    private static final Set<String> OTHER_NAMES = Set.of(
            "abs",
            "all",
            "and",
            "any",
            "assert",
            "assertion",
            "bool",
            "bytes",
            "callable",
            "chr",
            "dict",
            "divmod",
            "enumerate",
            "filter",
            "float",
            "frozenset",
            "hasattr",
            "getattr",
            "hash",
            "in",
            "if",
            "else",
            "int",
            "is",
            "isclose",
            "isinstance",
            "issubclass",
            "iter",
            "len",
            "list",
            "map",
            "max",
            "min",
            "next",
            "not",
            "or",
            "ord",
            "pow",
            "print",
            "range",
            "repr",
            "reversed",
            "round",
            "set",
            "sorted",
            "str",
            "sum",
            "tuple",
            "type",
            "zip",
            "complex",
            "deepcopy",
            "Counter",
            "OrderedDict",
            "defaultdict",
            "deque",
            "Fraction",
            "Decimal",
            "datetime",
            "date",
            "lambda",
            "for",
            "return",
            "yield",
            "while",
            "with",
            "except",
            "from");

    private EntryPoint() {}

    /**
     * Returns the solution's function or class that the first test calls, else the last one defined; null if there is
     * none.
     */
    static String ofSolution(String code, List<String> tests) {
        String first = tests.isEmpty() ? "" : tests.get(0);
        String last = null;
        Matcher definitions = DEFINITION.matcher(code);
        while (definitions.find()) {
            String name = definitions.group(1);
            if (Pattern.compile("\\b" + name + "\\s*\\(").matcher(first).find()) {
                return name;
            }
            last = name;
        }
        return last;
    }

    /** Returns the name that most tests call, the first in a tie; null if the tests call nothing of the program. */
    static String ofTests(List<String> tests) {
        Map<String, Integer> callers = new LinkedHashMap<>();
        for (String test : tests) {
            called(test).forEach(name -> callers.merge(name, 1, Integer::sum));
        }
        String best = null;
        for (Map.Entry<String, Integer> each : callers.entrySet()) {
            if (best == null || each.getValue() > callers.get(best)) {
                best = each.getKey();
            }
        }
        return best;
    }

    private static List<String> called(String test) {
        List<String> names = new ArrayList<>();
        Matcher calls = CALL.matcher(STRING.matcher(test).replaceAll("\"\""));
        while (calls.find()) {
            if (!OTHER_NAMES.contains(calls.group(1)) && !names.contains(calls.group(1))) {
                names.add(calls.group(1));
            }
        }
        return names;
    }
}
