package dev.preceptor.languagemodel.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.GgufFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of a Hugging Face folder that make up its tokenizer, or their equal made from a GGUF file. */
final class TokenizerFiles {

    /**
     * A chat template.
     *
     * @param file where it stands, for messages
     */
    record Template(String file, String text) {}

    static final String TOKENIZER = "tokenizer.json";
    static final String SETTINGS = "tokenizer_config.json";
    static final String SPECIAL_TOKENS = "special_tokens_map.json";
    private static final String TEMPLATE = "chat_template.jinja";

    private static final List<String> NAMES =
            List.of(TOKENIZER, SETTINGS, SPECIAL_TOKENS, "added_tokens.json", "vocab.json", "merges.txt", TEMPLATE);
    private static final long GREATEST_FILE = 64L << 20;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path origin;
    private final Map<String, byte[]> contents;

    TokenizerFiles(Path origin, Map<String, byte[]> contents) {
        this.origin = origin;
        this.contents = Collections.unmodifiableMap(contents);
    }

    static TokenizerFiles read(Path model) {
        if (Files.isDirectory(model)) {
            return readFolder(model);
        }
        try (GgufFile file = GgufFile.open(model)) {
            return GgufTokenizer.files(file.metadata());
        }
    }

    private static TokenizerFiles readFolder(Path folder) {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (String name : NAMES) {
            Path file = folder.resolve(name);
            try {
                if (Files.exists(file)) {
                    if (Files.size(file) > GREATEST_FILE) {
                        throw new CheckpointException(file + ": larger than any tokenizer's file is");
                    }
                    contents.put(name, Files.readAllBytes(file));
                }
            } catch (IOException e) {
                throw new CheckpointException(file + ": cannot be read: " + e.getMessage(), e);
            }
        }
        if (!contents.containsKey(TOKENIZER)) {
            throw new CheckpointException(folder + ": no " + TOKENIZER
                    + "; save the tokenizer in its fast form, as tokenizer.save_pretrained of transformers does");
        }
        return new TokenizerFiles(folder, contents);
    }

    /** Where they came from, for messages. */
    Path origin() {
        return origin;
    }

    Map<String, byte[]> contents() {
        return contents;
    }

    byte[] tokenizer() {
        return contents.get(TOKENIZER);
    }

    /** A token with a role, such as {@code bos_token}, as text. */
    Optional<String> token(String role) {
        for (String file : List.of(SETTINGS, SPECIAL_TOKENS)) {
            JsonNode token = json(file).path(role);
            JsonNode text = token.isObject() ? token.path("content") : token;
            if (text.isTextual()) {
                return Optional.of(text.asText());
            }
        }
        return Optional.empty();
    }

    /** The chat template: of its own file, else of the settings, where it may be one of several with names. */
    Optional<Template> chatTemplate() {
        if (contents.containsKey(TEMPLATE)) {
            String text = new String(contents.get(TEMPLATE), StandardCharsets.UTF_8);
            return Optional.of(new Template(origin.resolve(TEMPLATE).toString(), text));
        }
        JsonNode template = json(SETTINGS).path("chat_template");
        if (template.isArray()) {
            for (JsonNode candidate : template) {
                if (candidate.path("name").asText().equals("default")) {
                    template = candidate.path("template");
                }
            }
        }
        String file = Files.isDirectory(origin) ? origin.resolve(SETTINGS).toString() : origin.toString();
        return template.isTextual() ? Optional.of(new Template(file, template.asText())) : Optional.empty();
    }

    private JsonNode json(String name) {
        byte[] content = contents.get(name);
        if (content == null) {
            return MAPPER.createObjectNode();
        }
        try {
            return MAPPER.readTree(content);
        } catch (IOException e) {
            throw new CheckpointException(origin + ": " + name + " is not JSON: " + e.getMessage(), e);
        }
    }
}
