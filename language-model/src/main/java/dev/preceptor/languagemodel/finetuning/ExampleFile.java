package dev.preceptor.languagemodel.finetuning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** Reads examples, one JSON object per line: {@code {"prompt", "completion"}} or {@code {"promptIds", "completionIds"}}. */
public final class ExampleFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;

    private ExampleFile(String name) {
        this.name = name;
    }

    /**
     * The examples of a file's lines, in their order; blank lines are skipped.
     *
     * @param name what error messages call the file
     * @throws ExampleFileException if there is no example, or if a line is no example
     */
    public static List<Example> parse(String name, List<String> lines) {
        ExampleFile reader = new ExampleFile(name);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                examples.add(reader.example(i + 1, lines.get(i)));
            }
        }
        if (examples.isEmpty()) {
            throw new ExampleFileException(name + ": holds no example");
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
            return JSON.readTree(text);
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

    private ExampleFileException broken(int line, String problem) {
        return new ExampleFileException(name + ":" + line + ": " + problem);
    }
}
