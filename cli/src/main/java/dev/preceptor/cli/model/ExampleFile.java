package dev.preceptor.cli.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.file.TextFile;
import dev.preceptor.contracts.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads examples, one JSON object a line: {@code {"prompt", "completion"}} or {@code {"promptIds", "completionIds"}}. */
final class ExampleFile {

    private final Path file;

    private ExampleFile(Path file) {
        this.file = file;
    }

    /**
     * The examples in the file's order; blank lines are skipped.
     *
     * @throws CommandException naming the line, if one is no example
     */
    static List<Example> read(Path file) {
        ExampleFile reader = new ExampleFile(file);
        List<String> lines = TextFile.readLines(file);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                examples.add(reader.example(i + 1, lines.get(i)));
            }
        }
        if (examples.isEmpty()) {
            throw CommandException.badInput(file + ": holds no example");
        }
        return examples;
    }

    private Example example(int line, String text) {
        JsonNode fields = parsed(line, text);
        if (fields.path("prompt").isTextual() && fields.path("completion").isTextual()) {
            return Example.ofText(
                    line,
                    fields.path("prompt").asText(),
                    fields.path("completion").asText());
        }
        if (fields.path("promptIds").isArray() && fields.path("completionIds").isArray()) {
            return Example.ofTokens(line, ids(line, fields.path("promptIds")), ids(line, fields.path("completionIds")));
        }
        throw broken(
                line, "has neither texts \"prompt\" and \"completion\" nor lists \"promptIds\" and \"completionIds\"");
    }

    private JsonNode parsed(int line, String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw broken(
                    line,
                    "is no JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
    }

    private int[] ids(int line, JsonNode list) {
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            if (!list.get(i).canConvertToInt() || !list.get(i).isIntegralNumber()) {
                throw broken(line, "the token " + list.get(i) + " is no whole number");
            }
            ids[i] = list.get(i).intValue();
        }
        return ids;
    }

    private CommandException broken(int line, String problem) {
        return CommandException.badInput(file + ":" + line + ": " + problem);
    }
}
