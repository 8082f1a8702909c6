package dev.preceptor.executor.judge;

import java.util.ArrayList;
import java.util.List;

/**
 * Describes a failure for a programmer, as lines of text. A line whose content is unknown is left out.
 *
 * <pre>
 * 2 of 3 tests failed. The first of them:        where there are several tests
 * Call: f(2)                                     or "Test: ", where the test calls nothing plainly
 * Expected: 4
 * Got: 5
 * Error: ZeroDivisionError: division by zero     of the program, or how its process ended
 * Line 7: return 1 / n                           the program's own line that was running
 * </pre>
 *
 * A program that cannot be loaded has {@code The program does not parse.}, {@code The program does not define `f`.} or
 * {@code The program raised an error as it was loaded.}, then the error and the line. Long values are shortened in the middle.
 */
final class Feedback {

    private final List<String> lines = new ArrayList<>();
    private final String[] program;

    private Feedback(String code) {
        program = code.split("\\R", -1);
    }

    /**
     * Describes the first test that failed.
     *
     * @param cases all cases to count, of which at least one failed
     * @param ending how the process ended; null where it did not end early
     */
    static String onCases(String code, List<Transcript.ObservedCase> cases, String ending, Integer endingLine) {
        Feedback feedback = new Feedback(code);
        List<Transcript.ObservedCase> failed =
                cases.stream().filter(c -> !c.passed()).toList();
        Transcript.ObservedCase first =
                failed.stream().filter(c -> !c.skipped()).findFirst().orElse(failed.get(0));
        boolean diedHere = first.got() == null && first.error() == null;
        if (cases.size() > 1) {
            feedback.lines.add(failed.size() + " of " + cases.size() + " tests failed. The first of them:");
        }
        feedback.add(first.call() == null ? "Test" : "Call", first.call() == null ? first.test() : first.call());
        feedback.add("Expected", first.expected());
        feedback.add("Got", first.got());
        feedback.add("Error", diedHere ? ending : first.error());
        feedback.addLine(diedHere ? endingLine : first.line());
        return feedback.text();
    }

    /** Describes a program that failed to load. */
    static String onLoading(String code, Transcript.Loading loading) {
        Feedback feedback = new Feedback(code);
        if (loading.rejected() == null) {
            feedback.lines.add("The program raised an error as it was loaded.");
            feedback.add("Error", loading.error());
        } else if (loading.rejected().startsWith("the program")) {
            feedback.lines.add("T" + loading.rejected().substring(1) + ".");
        } else {
            feedback.lines.add("The program does not parse.");
            feedback.add("Error", Shortening.middle(loading.rejected()));
        }
        feedback.addLine(loading.line());
        return feedback.text();
    }

    /** Describes a program whose process ended before the first test. */
    static String onEnding(String code, String ending, Integer line) {
        Feedback feedback = new Feedback(code);
        feedback.add("Error", ending);
        feedback.addLine(line);
        return feedback.text();
    }

    private void add(String label, String value) {
        if (value != null) {
            lines.add(label + ": " + value);
        }
    }

    private void addLine(Integer number) {
        if (number != null && number >= 1 && number <= program.length) {
            add("Line " + number, Shortening.middle(program[number - 1].strip()));
        }
    }

    private String text() {
        return String.join("\n", lines);
    }
}
