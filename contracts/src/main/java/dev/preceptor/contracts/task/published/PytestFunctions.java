package dev.preceptor.contracts.task.published;

import dev.preceptor.contracts.jsonlines.JsonObject;
import dev.preceptor.contracts.python.PythonBlocks;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Converts test functions that do not need pytest itself. Each becomes one test: the module's imports and helpers, the
 * function's definition and a call of it. The test fails if the function fails in pytest. A module with fixtures, marks,
 * {@code pytest.raises} or test classes has no such statements; the executor runs it as it is, by pytest.
 */
final class PytestFunctions {

    private static final Pattern IMPORT_OF_SOLUTION =
            Pattern.compile("from\\s+solution\\s+import\\s+\\(?([\\w,\\s]+?),?\\s*\\)?(?:\\s*#.*)?", Pattern.DOTALL);
    private static final Pattern IMPORT_OF_PYTEST = Pattern.compile("import\\s+pytest");
    private static final Pattern TEST = Pattern.compile("def\\s+(test\\w*)\\s*\\(\\s*\\)");
    private static final Pattern HELPER =
            Pattern.compile("(?:def\\s+(?!test)|import\\s|from\\s+(?!solution\\b|pytest\\b)).*", Pattern.DOTALL);
    private static final Pattern ASSIGNMENT = Pattern.compile("\\w+\\s*=[^=].*", Pattern.DOTALL);
    private static final Pattern OF_PYTEST =
            Pattern.compile("\\bpytest\\b|\\bunittest\\b|\\bfrom\\s+solution\\b|\\bimport\\s+solution\\b");

    private final List<String> imported = new ArrayList<>();
    private final List<String> helpers = new ArrayList<>();
    private final List<String> tests = new ArrayList<>();
    private boolean sharesValues;
    private boolean needsPytest;

    private PytestFunctions() {}

    /**
     * Parses the test module in a row's field.
     *
     * @throws RuntimeException created by the row, if the module defines no tests
     */
    static PytestFunctions of(JsonObject row, String field) {
        PytestFunctions functions = new PytestFunctions();
        PythonBlocks.of(row.text(field))
                .orElseThrow(
                        () -> row.broken("\"" + field + "\" is not complete Python: a string or bracket is not closed"))
                .forEach(functions::add);
        if (functions.tests.isEmpty() && !functions.needsPytest) {
            throw row.broken("\"" + field + "\" defines no function test...()");
        }
        return functions;
    }

    /** Returns the names that the tests import from the program. */
    List<String> imported() {
        return imported;
    }

    /** Whether only pytest can run the module, so that there are no statements. */
    boolean needsPytest() {
        return needsPytest;
    }

    /**
     * Returns one test per function; a single test if the functions share module variables, as one function may change
     * them for the next.
     */
    List<String> statements() {
        if (sharesValues) {
            return List.of(joined(helpers, tests));
        }
        return tests.stream().map(test -> joined(helpers, List.of(test))).toList();
    }

    private static String joined(List<String> first, List<String> then) {
        List<String> all = new ArrayList<>(first);
        all.addAll(then);
        return String.join("\n\n", all);
    }

    private void add(String block) {
        Matcher ofSolution = IMPORT_OF_SOLUTION.matcher(block);
        Matcher test = TEST.matcher(block);
        if (ofSolution.matches() && !ofSolution.group(1).matches("(?s).*\\bas\\b.*")) {
            imported.addAll(List.of(ofSolution.group(1).strip().split("\\s*,\\s*")));
        } else if (IMPORT_OF_PYTEST.matcher(block).matches() || block.startsWith("if __name__")) {
            return;
        } else if (OF_PYTEST.matcher(block).find()) {
            needsPytest = true;
        } else if (test.lookingAt()) {
            tests.add(block + "\n\n" + test.group(1) + "()");
        } else if (HELPER.matcher(block).matches()) {
            helpers.add(block);
        } else if (ASSIGNMENT.matcher(block).matches()) {
            helpers.add(block);
            sharesValues = true;
        } else if (!block.startsWith("\"")) {
            needsPytest = true;
        }
    }
}
