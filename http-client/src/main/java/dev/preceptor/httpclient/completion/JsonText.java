package dev.preceptor.httpclient.completion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.httpclient.ErrorMessage;
import java.util.Optional;

/** Reads JSON that may be none. */
final class JsonText {

    private static final int MAX_SHOWN_LENGTH = 60;

    private JsonText() {}

    /** Empty where the text is no JSON object or array. */
    static Optional<JsonNode> read(ObjectMapper mapper, String text) {
        try {
            return Optional.of(mapper.readTree(text)).filter(JsonNode::isContainerNode);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** What keeps the text from being a JSON object, in words. */
    static String problem(ObjectMapper mapper, String text, String key) {
        if (text.isBlank()) {
            return "the response is empty";
        }
        try {
            mapper.readTree(text);
        } catch (JsonEOFException e) {
            return "the response ends within its JSON";
        } catch (JsonProcessingException e) {
            return "the response is no JSON: it begins with '" + ErrorMessage.of(text, key, MAX_SHOWN_LENGTH) + "'";
        }
        return "the response is no JSON object: it begins with '" + ErrorMessage.of(text, key, MAX_SHOWN_LENGTH) + "'";
    }
}
