package dev.preceptor.teacher.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;

/**
 * Leaves the log-probabilities at the beginning of a prompt out of a response. vLLM reports them for the whole prompt: for a manual of 8,000
 * tokens some megabytes, which would be ten times as many as objects in memory.
 */
final class PromptEnd {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build();

    private PromptEnd() {}

    /**
     * Returns a response whose {@code prompt_logprobs} are null at the tokens before the first one that is wanted. What is no JSON stays as it
     * is.
     */
    static String of(String body, int first) {
        StringWriter text = new StringWriter();
        try (JsonParser parser = JSON.createParser(body);
                JsonGenerator generator = JSON.createGenerator(text)) {
            while (parser.nextToken() != null) {
                boolean entries = parser.currentToken() == JsonToken.START_ARRAY
                        && "prompt_logprobs".equals(parser.currentName());
                if (entries) {
                    copyEntries(parser, generator, first);
                } else {
                    generator.copyCurrentEvent(parser);
                }
            }
        } catch (IOException e) {
            return body;
        }
        return text.toString();
    }

    private static void copyEntries(JsonParser parser, JsonGenerator generator, int first) throws IOException {
        generator.writeStartArray();
        for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
            if (index < first) {
                parser.skipChildren();
                generator.writeNull();
            } else {
                generator.copyCurrentStructure(parser);
            }
        }
        generator.writeEndArray();
    }
}
