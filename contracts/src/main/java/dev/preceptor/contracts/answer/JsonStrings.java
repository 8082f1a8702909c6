package dev.preceptor.contracts.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;

/** The strings of an answer that is a JSON object, such as {@code {"explanation": "...", "code": "def ..."}}. */
final class JsonStrings {

    /** Models write line ends into strings as they are. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .build();

    private JsonStrings() {}

    /** The strings, in the order of the text; none if the text is no JSON object. */
    static List<String> of(String text) {
        String stripped = text.strip();
        if (!stripped.startsWith("{") || !stripped.endsWith("}")) {
            return List.of();
        }
        try {
            List<String> strings = new ArrayList<>();
            collect(MAPPER.readTree(stripped), strings);
            return strings;
        } catch (JsonProcessingException e) {
            // Braces may also surround a set, or a sentence.
            return List.of();
        }
    }

    private static void collect(JsonNode node, List<String> strings) {
        if (node.isTextual()) {
            strings.add(node.asText());
        }
        node.forEach(child -> collect(child, strings));
    }
}
