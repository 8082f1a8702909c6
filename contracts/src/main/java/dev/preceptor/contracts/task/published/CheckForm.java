package dev.preceptor.contracts.task.published;

import dev.preceptor.contracts.jsonlines.JsonObject;
import java.util.regex.Pattern;

/** The forms of a check program that the executor runs: {@code check(candidate)}, {@code unittest.TestCase} and pytest. */
final class CheckForm {

    private static final Pattern JUDGED = Pattern.compile("(?m)^(?:async\\s+)?def\\s+check\\s*\\(|^check\\s*="
            + "|^class\\s+\\w+\\s*\\(.*TestCase|^class\\s+Test|^(?:async\\s+)?def\\s+test");

    private CheckForm() {}

    /** Throws if a check program would pass without testing anything. */
    static void require(JsonObject row, String check) {
        if (!JUDGED.matcher(check).find()) {
            throw row.broken("\"test\" defines no check(candidate), no unittest.TestCase and no test function");
        }
    }
}
