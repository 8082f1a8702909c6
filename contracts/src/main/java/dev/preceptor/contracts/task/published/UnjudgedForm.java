package dev.preceptor.contracts.task.published;

import dev.preceptor.contracts.jsonlines.JsonObject;
import java.util.regex.Pattern;

/** Rejects tests in formats that the sandbox does not run. Without this check they would pass without being run. */
final class UnjudgedForm {

    private static final Pattern CHECK = Pattern.compile("(?m)^(?:async\\s+)?def\\s+check\\s*\\(|^check\\s*=");
    private static final Pattern TEST_CASE = Pattern.compile("\\bTestCase\\b");
    private static final Pattern TEST_FUNCTION =
            Pattern.compile("(?m)^(?:async\\s+)?def\\s+test\\w*\\s*\\(|\\bpytest\\b");

    private UnjudgedForm() {}

    /** Throws if a check program does not define {@code check}. */
    static void refuseUnlessCheck(JsonObject row, String check) {
        if (CHECK.matcher(check).find()) {
            return;
        }
        if (TEST_CASE.matcher(check).find()) {
            throw refused(row, "a unittest.TestCase");
        }
        if (TEST_FUNCTION.matcher(check).find()) {
            throw refused(row, "pytest functions");
        }
        throw row.broken("\"test\" defines no check(candidate)");
    }

    /** Creates the exception for a row whose tests are in an unsupported format. */
    static RuntimeException refused(JsonObject row, String form) {
        return row.broken("its tests are " + form
                + ", which cannot be judged; what can: statements (\"tests\"), a program that defines check(candidate) (\"check\"),"
                + " and input with output (\"inputOutput\")");
    }
}
