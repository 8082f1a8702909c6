package dev.preceptor.languagemodel.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.languagemodel.checkpoint.GgufMetadata;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes the tokenizer of a GGUF file in the files that Hugging Face's tokenizers read. So one implementation serves both kinds of
 * checkpoint, and a model that came as GGUF can be saved as a folder.
 */
final class GgufTokenizer {

    private static final Map<String, String> ROLES =
            Map.of("bos", "bos_token", "eos", "eos_token", "unknown", "unk_token", "padding", "pad_token");

    private final ObjectMapper mapper = new ObjectMapper();
    private final GgufMetadata metadata;
    private final GgufVocabulary vocabulary;
    private final GgufTokenizerKind kind;

    private GgufTokenizer(GgufMetadata metadata) {
        this.metadata = metadata;
        this.vocabulary = new GgufVocabulary(metadata);
        String model = metadata.text("tokenizer.ggml.model");
        this.kind = switch (model) {
            case "gpt2" ->
                GgufBytePairs.of(
                        vocabulary, metadata.optionalText("tokenizer.ggml.pre").orElse("default"));
            case "llama" -> new GgufSentencePiece(vocabulary);
            default ->
                throw vocabulary.wrong("model is " + model
                        + "; supported are gpt2, byte-level BPE, and llama, a BPE of SentencePiece");
        };
    }

    /** @throws dev.preceptor.languagemodel.checkpoint.CheckpointException naming file and key, if the tokenizer cannot be used */
    static TokenizerFiles files(GgufMetadata metadata) {
        GgufTokenizer tokenizer = new GgufTokenizer(metadata);
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(TokenizerFiles.TOKENIZER, tokenizer.bytes(tokenizer.tokenizer()));
        files.put(TokenizerFiles.SETTINGS, tokenizer.bytes(tokenizer.settings()));
        files.put(TokenizerFiles.SPECIAL_TOKENS, tokenizer.bytes(tokenizer.specialTokens()));
        return new TokenizerFiles(metadata.file(), files);
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
        root.set("normalizer", kind.normalizer());
        root.set("pre_tokenizer", kind.preTokenizer());
        root.set("post_processor", beginsWithToken() ? beginToken() : null);
        root.set("decoder", kind.decoder());
        root.set("model", model());
        return root;
    }

    private ArrayNode addedTokens() {
        ArrayNode added = mapper.createArrayNode();
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.isAdded(id)) {
                added.addObject()
                        .put("id", id)
                        .put("content", vocabulary.token(id))
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", false)
                        .put("special", vocabulary.isSpecial(id));
            }
        }
        return added;
    }

    private ObjectNode model() {
        ObjectNode model = mapper.createObjectNode().put("type", "BPE").putNull("dropout");
        model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        ObjectNode tokens = model.putObject("vocab");
        for (int id = 0; id < vocabulary.size(); id++) {
            if (!vocabulary.isUnused(id)) {
                tokens.put(vocabulary.token(id), id);
            }
        }
        kind.complete(model);
        return model;
    }

    private boolean beginsWithToken() {
        return vocabulary.flag("add_bos_token", kind.beginsWithToken())
                && vocabulary.idOf("bos").isPresent();
    }

    /** A post-processor that puts the begin token before plain text. */
    private ObjectNode beginToken() {
        int id = vocabulary.idOf("bos").orElseThrow();
        String token = vocabulary.token(id);
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
        special.putArray("ids").add(id);
        special.putArray("tokens").add(token);
        return processor;
    }

    private ObjectNode settings() {
        ObjectNode settings = specialTokens();
        settings.put("add_prefix_space", kind.addsSpace());
        settings.put("clean_up_tokenization_spaces", false);
        settings.put("model_max_length", metadata.count(metadata.text("general.architecture") + ".context_length"));
        settings.put("tokenizer_class", "PreTrainedTokenizerFast");
        metadata.optionalText("tokenizer.chat_template").ifPresent(template -> settings.put("chat_template", template));
        return settings;
    }

    private ObjectNode specialTokens() {
        ObjectNode special = mapper.createObjectNode();
        ROLES.keySet().stream()
                .sorted()
                .forEach(role -> vocabulary.tokenOf(role).ifPresent(token -> special.put(ROLES.get(role), token)));
        return special;
    }
}
