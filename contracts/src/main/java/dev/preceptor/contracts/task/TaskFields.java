package dev.preceptor.contracts.task;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.jsonlines.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Reads a task in Preceptor's own format, field by field, with error messages for the user who wrote it. */
public final class TaskFields {

    private static final String PAIRS = "[{\"input\": \"2\\n\", \"output\": \"4\\n\"}]";
    private static final String COMPARISON = "{\"kind\": \"floats\", \"absolute\": 1e-6}";
    private static final String LIMITS = "{\"cpuSeconds\": 5}";
    private static final Set<String> KNOWN_LIMITS =
            Set.of("cpuSeconds", "wallSeconds", "memoryMegabytes", "threads", "outputKilobytes", "fileKilobytes");

    private TaskFields() {}

    /**
     * Reads the task; unknown fields are ignored.
     *
     * @throws RuntimeException created by the object, if a field is missing, has the wrong type or is out of range; the
     *     message names the field
     */
    public static Task task(JsonObject row) {
        try {
            return TaskBuilder.builder()
                    .id(row.has("id") ? row.id("id") : null)
                    .prompt(row.text("prompt", null))
                    .promptKind(promptKind(row))
                    .entryPoint(row.text("entryPoint", null))
                    .setup(row.text("setup", null))
                    .tests(row.texts("tests"))
                    .publicTests(row.texts("publicTests"))
                    .check(row.text("check", null))
                    .solutions(row.texts("solutions"))
                    .inputOutput(inputOutput(row))
                    .comparison(comparison(row))
                    .limits(limits(row))
                    .build();
        } catch (IllegalArgumentException e) {
            throw row.broken(e.getMessage());
        }
    }

    private static PromptKind promptKind(JsonObject row) {
        String kind = row.text("promptKind", "instruction");
        return switch (kind) {
            case "instruction" -> PromptKind.INSTRUCTION;
            case "completion" -> PromptKind.COMPLETION;
            default -> throw row.broken("\"promptKind\" is \"" + kind + "\"; write \"instruction\" or \"completion\"");
        };
    }

    private static List<InputOutput> inputOutput(JsonObject row) {
        String example = exampleOf(row.fields().path("inputOutput"));
        return row.objects("inputOutput", example).stream()
                .map(pair -> new InputOutput(pair.text("input", null), outputs(pair)))
                .toList();
    }

    /** A string, or a list of strings any of which is right; null if it is missing. */
    private static List<String> outputs(JsonObject pair) {
        if (!pair.has("output")) {
            return null;
        }
        return pair.fields().path("output").isArray() ? pair.texts("output") : List.of(pair.text("output"));
    }

    private static OutputComparison comparison(JsonObject row) {
        if (!row.has("comparison")) {
            return null;
        }
        JsonObject comparison = row.object("comparison", COMPARISON);
        comparison.requireKnown(Set.of("kind", "absolute", "relative", "program"));
        String written = comparison.text("kind");
        OutputComparison.Kind kind = Stream.of(OutputComparison.Kind.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(written))
                .findFirst()
                .orElseThrow(() -> comparison.broken(
                        "\"kind\" is \"" + written + "\"; write one of exact, tokens, floats, numbers, program"));
        return new OutputComparison(
                kind, comparison.number("absolute"), comparison.number("relative"), comparison.text("program", null));
    }

    /**
     * Returns an example of the right format. If the user wrote two lists, as in APPS, the example contains their first
     * values.
     */
    private static String exampleOf(JsonNode written) {
        JsonNode input = written.path("inputs").path(0);
        JsonNode output = written.path("outputs").path(0);
        return input.isTextual() && output.isTextual()
                ? "[{\"input\": " + input + ", \"output\": " + output + "}]"
                : PAIRS;
    }

    private static TaskLimits limits(JsonObject row) {
        if (!row.has("limits")) {
            return null;
        }
        JsonObject limits = row.object("limits", LIMITS);
        limits.requireKnown(KNOWN_LIMITS);
        return new TaskLimits(
                limits.number("cpuSeconds"),
                limits.number("wallSeconds"),
                limits.wholeNumber("memoryMegabytes"),
                limits.wholeNumber("threads"),
                limits.wholeNumber("outputKilobytes"),
                limits.wholeNumber("fileKilobytes"));
    }
}
