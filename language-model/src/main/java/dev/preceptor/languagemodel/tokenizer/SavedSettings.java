package dev.preceptor.languagemodel.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tokenizer_config.json of a saved model. It names the class of transformers that reads tokenizer.json as it is.
 *
 * <p>The other classes of transformers 5, such as LlamaTokenizer, take only the vocabulary from that file, and cut texts into pieces in
 * their own way. Published models name such a class where it does not fit: LlamaTokenizerFast loses the spaces of a byte-level
 * tokenizer, such as that of DeepSeek-Coder. A server would then give the model other tokens than those that it was trained on.
 */
final class SavedSettings {

    private static final String CLASS = "tokenizer_class";
    /** The name of the class in transformers 4, which transformers 5 knows, too. */
    private static final String READS_THE_FILE = "PreTrainedTokenizerFast";
    /** A class of the model's own, in Python, which is not replaced. */
    private static final String OWN_CLASS = "auto_map";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private SavedSettings() {}

    /** The same files of a tokenizer, by name, with changed settings. Settings that name no class are kept as they are. */
    static Map<String, byte[]> inPlaceOf(Map<String, byte[]> files) {
        byte[] settings = files.get(TokenizerFiles.SETTINGS);
        if (settings == null || !(parsed(settings) instanceof ObjectNode fields) || !isToBeReplaced(fields)) {
            return files;
        }
        Map<String, byte[]> saved = new LinkedHashMap<>(files);
        saved.put(TokenizerFiles.SETTINGS, bytes(fields.put(CLASS, READS_THE_FILE)));
        return saved;
    }

    private static boolean isToBeReplaced(JsonNode fields) {
        JsonNode named = fields.path(CLASS);
        return named.isTextual() && !named.asText().equals(READS_THE_FILE) && !fields.has(OWN_CLASS);
    }

    private static JsonNode parsed(byte[] settings) {
        try {
            return MAPPER.readTree(settings);
        } catch (IOException e) {
            // TokenizerFiles has read it before.
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(JsonNode fields) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(fields);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
