package dev.preceptor.languagemodel.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/** Finds the special tokens in tokenizer.json without building its vocabulary, tens of megabytes, as a tree. */
final class AddedTokens {

    /** Field names are a vocabulary's tokens here, not a few that recur: keeping them in tables costs more than it saves. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build()
            .setCodec(new ObjectMapper());

    private AddedTokens() {}

    static Set<Integer> special(TokenizerFiles files) {
        Set<Integer> ids = new LinkedHashSet<>();
        try (JsonParser parser = FACTORY.createParser(files.tokenizer())) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                if (field.equals("added_tokens")) {
                    for (JsonNode token : parser.<JsonNode>readValueAsTree()) {
                        if (token.path("special").asBoolean()) {
                            ids.add(token.path("id").asInt());
                        }
                    }
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new CheckpointException(
                    files.origin() + ": " + TokenizerFiles.TOKENIZER + " is not JSON: " + e.getMessage(), e);
        }
        return Set.copyOf(ids);
    }
}
