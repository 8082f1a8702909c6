package dev.preceptor.languagemodel.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The tokens that end a text: {@code eos_token_id} of config.json and of generation_config.json, and the tokenizer's {@code eos_token}.
 * The last is what training writes behind each completion, and some checkpoints name it in their tokenizer alone. vLLM stops at the same
 * tokens.
 */
final class EndTokens {

    private static final String FIELD = "eos_token_id";
    private static final String ROLE = "eos_token";

    private EndTokens() {}

    /** @param config the fields of the folder's config.json */
    static List<Integer> read(Path folder, JsonFields config) {
        Set<Integer> ids = new LinkedHashSet<>(ids(config, FIELD));
        Path generation = folder.resolve("generation_config.json");
        if (Files.exists(generation)) {
            ids.addAll(ids(JsonFields.read(generation), FIELD));
        }
        ofTokenizer(folder).ifPresent(ids::add);
        return List.copyOf(ids);
    }

    /** Reads a token id or a list of token ids. Returns an empty list if the field is absent or null; -1 stands for no token. */
    static List<Integer> ids(JsonFields fields, String field) {
        if (!fields.has(field)) {
            return List.of();
        }
        JsonNode value = fields.node().get(field);
        List<Integer> ids = new ArrayList<>();
        for (JsonNode id : value.isArray() ? value : List.of(value)) {
            if (!id.isInt() || id.asInt() < -1) {
                throw fields.invalid(field, "is not a token id: " + id);
            }
            if (id.asInt() >= 0) {
                ids.add(id.asInt());
            }
        }
        return ids;
    }

    private static OptionalInt ofTokenizer(Path folder) {
        Path settings = folder.resolve("tokenizer_config.json");
        if (!Files.exists(settings)) {
            return OptionalInt.empty();
        }
        JsonNode json = JsonFields.read(settings).node();
        JsonNode token = json.path(ROLE).isObject() ? json.path(ROLE).path("content") : json.path(ROLE);
        if (!token.isTextual()) {
            return OptionalInt.empty();
        }
        for (Map.Entry<String, JsonNode> added :
                json.path("added_tokens_decoder").properties()) {
            if (added.getValue().path("content").equals(token) && added.getKey().matches("\\d{1,9}")) {
                return OptionalInt.of(Integer.parseInt(added.getKey()));
            }
        }
        for (JsonNode added : addedTokens(folder.resolve("tokenizer.json"))) {
            if (added.path("content").equals(token) && added.path("id").isInt()) {
                return OptionalInt.of(added.path("id").asInt());
            }
        }
        return OptionalInt.empty();
    }

    /** The added tokens of a tokenizer.json; they stand before its vocabulary, which is not read. */
    private static Collection<JsonNode> addedTokens(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (JsonParser parser = JsonFields.MAPPER.createParser(file.toFile())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return List.of();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equals("added_tokens");
                parser.nextToken();
                if (found) {
                    List<JsonNode> tokens = new ArrayList<>();
                    parser.<JsonNode>readValueAsTree().forEach(tokens::add);
                    return tokens;
                }
                parser.skipChildren();
            }
            return List.of();
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
