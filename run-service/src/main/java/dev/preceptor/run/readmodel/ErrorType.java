package dev.preceptor.run.readmodel;

import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of error that made a program fail: the name of a Python exception, {@link #WRONG_RESULT}, or, where the program was ended
 * or could not be called, the name of its {@link Verdict}.
 */
public final class ErrorType {

    /** A test got another result than it expected. */
    public static final String WRONG_RESULT = "WRONG_RESULT";

    /** At the beginning of a test's error, as Python writes it: {@code ValueError: ...}, {@code json.JSONDecodeError: ...}. */
    private static final Pattern EXCEPTION =
            Pattern.compile("(?:[A-Za-z_]\\w*\\.)*([A-Za-z_]\\w*)(?::.*)?", Pattern.DOTALL);
    /** In the feedback on a program that raised an exception before its first test. */
    private static final Pattern WHILE_LOADING = Pattern.compile("(?m)^Error: (.*)$");

    private ErrorType() {}

    /** Returns the type of error of a judged program; null if it passed, or if an infrastructure fault occurred. */
    public static String of(TestResult result) {
        return of(result.verdict(), result.cases(), result.feedback());
    }

    /**
     * Returns the type of error of a judged program.
     *
     * @param verdict null if it was not judged
     * @return null if there is none
     */
    static String of(Verdict verdict, List<CaseResult> cases, String feedback) {
        if (verdict == null || !verdict.isTheCodesFault()) {
            return null;
        }
        if (verdict != Verdict.FAILED) {
            return verdict.name();
        }
        String error = cases == null || cases.isEmpty() ? whileLoading(feedback) : firstFailed(cases);
        Matcher exception = EXCEPTION.matcher(error == null ? "" : error);
        return exception.matches() ? exception.group(1) : WRONG_RESULT;
    }

    private static String firstFailed(List<CaseResult> cases) {
        return cases.stream()
                .filter(test -> !test.passed())
                .findFirst()
                .map(CaseResult::error)
                .orElse(null);
    }

    private static String whileLoading(String feedback) {
        Matcher error = WHILE_LOADING.matcher(feedback == null ? "" : feedback);
        return error.find() ? error.group(1) : null;
    }
}
