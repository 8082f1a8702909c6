package dev.preceptor.contracts.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of MBPP's file: {@code text, code, test_list, test_setup_code}. Its three tests are shown to the student, as is
 * the custom; the entry point is the function of the solution that the first test calls.
 */
final class MbppRow {

    private static final Pattern DEFINITION = Pattern.compile("(?m)^def\\s+(\\w+)\\s*\\(");

    private MbppRow() {}

    static boolean matches(JsonNode row) {
        return row.has("text") && row.has("code") && row.has("test_list");
    }

    static Task toTask(JsonNode row) {
        String code = row.path("code").asText().replace("\r\n", "\n").replace('\r', '\n');
        List<String> tests = texts(row.path("test_list"));
        return new Task(
                "mbpp/" + row.path("task_id").asText(),
                row.path("text").asText(),
                PromptKind.INSTRUCTION,
                entryPoint(code, tests),
                row.path("test_setup_code").asText(""),
                texts(row.path("challenge_test_list")),
                tests,
                null,
                List.of(code));
    }

    private static String entryPoint(String code, List<String> tests) {
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

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }
}
