package dev.preceptor.languagemodel.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.GgufMetadata;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the tokenizer of a GGUF file, a byte-level BPE, in the files that Hugging Face's tokenizers read. So one
 * implementation serves both kinds of checkpoint, and a model that came as GGUF can be saved as a folder.
 */
final class GgufTokenizer {

    private static final String PREFIX = "tokenizer.ggml.";
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int UNUSED = 5;
    private static final Map<String, String> ROLES =
            Map.of("bos", "bos_token", "eos", "eos_token", "unknown", "unk_token", "padding", "pad_token");

    private final ObjectMapper mapper = new ObjectMapper();
    private final GgufMetadata metadata;
    private final List<String> tokens;
    private final List<Long> types;
    private final PreTokenizer preTokenizer;

    private GgufTokenizer(GgufMetadata metadata) {
        this.metadata = metadata;
        String model = metadata.text(PREFIX + "model");
        if (!model.equals("gpt2")) {
            throw wrong("model is " + model + "; only gpt2, byte-level BPE, is supported");
        }
        String name = metadata.optionalText(PREFIX + "pre").orElse("default");
        this.preTokenizer = PreTokenizer.named(name)
                .orElseThrow(() -> wrong("pre is " + name + "; supported are " + PreTokenizer.known()));
        this.tokens = metadata.texts(PREFIX + "tokens");
        this.types = metadata.optionalCounts(PREFIX + "token_type").orElse(List.of());
        if (!types.isEmpty() && types.size() != tokens.size()) {
            throw wrong("token_type has " + types.size() + " entries for " + tokens.size() + " tokens");
        }
    }

    static TokenizerFiles files(GgufMetadata metadata) {
        GgufTokenizer tokenizer = new GgufTokenizer(metadata);
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(TokenizerFiles.TOKENIZER, tokenizer.bytes(tokenizer.tokenizer()));
        files.put(TokenizerFiles.SETTINGS, tokenizer.bytes(tokenizer.settings()));
        files.put(TokenizerFiles.SPECIAL_TOKENS, tokenizer.bytes(tokenizer.specialTokens()));
        return new TokenizerFiles(metadata.file(), files);
    }

    private CheckpointException wrong(String what) {
        return new CheckpointException(metadata.file() + ": " + PREFIX + what);
    }

    private byte[] bytes(ObjectNode node) {
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private ObjectNode tokenizer() {
        ObjectNode root = mapper.createObjectNode().put("version", "1.0");
        root.putNull("truncation").putNull("padding");
        root.set("added_tokens", addedTokens());
        root.set(
                "normalizer",
                preTokenizer == PreTokenizer.QWEN ? mapper.createObjectNode().put("type", "NFC") : null);
        root.set("pre_tokenizer", preTokenizer.json());
        root.set("post_processor", beginsWithToken() ? beginToken() : null);
        root.set("decoder", PreTokenizer.byteLevel(true, true));
        root.set("model", model());
        return root;
    }

    private ArrayNode addedTokens() {
        ArrayNode added = mapper.createArrayNode();
        for (int id = 0; id < types.size(); id++) {
            long type = types.get(id);
            if (type == CONTROL || type == USER_DEFINED) {
                added.addObject()
                        .put("id", id)
                        .put("content", tokens.get(id))
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", false)
                        .put("special", type == CONTROL);
            }
        }
        return added;
    }

    private ObjectNode model() {
        ObjectNode model = mapper.createObjectNode().put("type", "BPE");
        model.putNull("dropout").putNull("unk_token");
        model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        // Llama 3 looks a whole piece up in the vocabulary before it merges.
        model.put("fuse_unk", false).put("byte_fallback", false);
        model.put("ignore_merges", preTokenizer == PreTokenizer.LLAMA3);
        ObjectNode vocabulary = model.putObject("vocab");
        for (int id = 0; id < tokens.size(); id++) {
            if (types.isEmpty() || types.get(id) != UNUSED) {
                vocabulary.put(tokens.get(id), id);
            }
        }
        ArrayNode merges = model.putArray("merges");
        metadata.texts(PREFIX + "merges").forEach(merges::add);
        return model;
    }

    private boolean beginsWithToken() {
        return metadata.optionalFlag(PREFIX + "add_bos_token").orElse(preTokenizer == PreTokenizer.LLAMA3)
                && role("bos").isPresent();
    }

    /** A post-processor that puts the begin token before plain text. */
    private ObjectNode beginToken() {
        String token = role("bos").orElseThrow();
        ObjectNode processor = mapper.createObjectNode().put("type", "TemplateProcessing");
        ArrayNode single = processor.putArray("single");
        single.addObject().putObject("SpecialToken").put("id", token).put("type_id", 0);
        single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        ArrayNode pair = processor.putArray("pair");
        pair.addObject().putObject("SpecialToken").put("id", token).put("type_id", 0);
        pair.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        pair.addObject().putObject("Sequence").put("id", "B").put("type_id", 1);
        ObjectNode special =
                processor.putObject("special_tokens").putObject(token).put("id", token);
        special.putArray("ids").add(metadata.count(PREFIX + "bos_token_id"));
        special.putArray("tokens").add(token);
        return processor;
    }

    private ObjectNode settings() {
        ObjectNode settings = specialTokens();
        settings.put("add_prefix_space", false);
        settings.put("clean_up_tokenization_spaces", false);
        settings.put("model_max_length", metadata.count(metadata.text("general.architecture") + ".context_length"));
        settings.put("tokenizer_class", "PreTrainedTokenizerFast");
        metadata.optionalText("tokenizer.chat_template").ifPresent(template -> settings.put("chat_template", template));
        return settings;
    }

    private ObjectNode specialTokens() {
        ObjectNode special = mapper.createObjectNode();
        ROLES.keySet().stream().sorted().forEach(role -> role(role)
                .ifPresent(token -> special.put(ROLES.get(role), token)));
        return special;
    }

    private Optional<String> role(String role) {
        String key = role + "_token_id";
        return metadata.optionalCount(PREFIX + key).map(id -> {
            if (id >= tokens.size()) {
                throw wrong(key + " is " + id + ", beyond the " + tokens.size() + " tokens");
            }
            return tokens.get(id);
        });
    }
}
