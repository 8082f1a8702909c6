package dev.preceptor.languagemodel.tokenizer;

import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.GgufMetadata;
import java.util.List;
import java.util.Optional;

/** The tokens of a GGUF file's tokenizer, with their types and roles. Errors name the file and the key. */
final class GgufVocabulary {

    private static final String PREFIX = "tokenizer.ggml.";
    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int UNUSED = 5;

    private final GgufMetadata metadata;
    private final List<String> tokens;
    private final List<Long> types;

    GgufVocabulary(GgufMetadata metadata) {
        this.metadata = metadata;
        this.tokens = metadata.texts(PREFIX + "tokens");
        this.types = metadata.optionalCounts(PREFIX + "token_type").orElse(List.of());
        requireOneForEachToken("token_type", types, !types.isEmpty());
    }

    int size() {
        return tokens.size();
    }

    String token(int id) {
        return tokens.get(id);
    }

    /** Whether text can be split into this token, unlike into control tokens and single bytes. A token without a type can. */
    boolean isNormal(int id) {
        return types.isEmpty() || types.get(id) == NORMAL;
    }

    boolean isUnused(int id) {
        return !types.isEmpty() && types.get(id) == UNUSED;
    }

    /** Whether the token is no text. */
    boolean isSpecial(int id) {
        return !types.isEmpty() && (types.get(id) == CONTROL || types.get(id) == UNKNOWN);
    }

    /** Whether the token is found in a text before the rest of the text is split. */
    boolean isAdded(int id) {
        return isSpecial(id) || !types.isEmpty() && types.get(id) == USER_DEFINED;
    }

    /** The scores of the tokens. */
    List<Double> scores() {
        List<Double> scores = metadata.numbers(PREFIX + "scores");
        requireOneForEachToken("scores", scores, true);
        return scores;
    }

    /** The pairs of tokens that are merged, best first, each as two tokens with a space in between. */
    List<String> merges() {
        return metadata.texts(PREFIX + "merges");
    }

    /** The id of the token with a role, such as {@code bos} or {@code unknown}. */
    Optional<Integer> idOf(String role) {
        String key = role + "_token_id";
        return metadata.optionalCount(PREFIX + key).map(id -> {
            if (id >= tokens.size()) {
                throw wrong(key + " is " + id + ", beyond the " + tokens.size() + " tokens");
            }
            return id;
        });
    }

    /** The token with a role. */
    Optional<String> tokenOf(String role) {
        return idOf(role).map(tokens::get);
    }

    boolean flag(String key, boolean otherwise) {
        return metadata.optionalFlag(PREFIX + key).orElse(otherwise);
    }

    CheckpointException wrong(String what) {
        return new CheckpointException(metadata.file() + ": " + PREFIX + what);
    }

    private void requireOneForEachToken(String key, List<?> values, boolean required) {
        if (required && values.size() != tokens.size()) {
            throw wrong(key + " has " + values.size() + " entries for " + tokens.size() + " tokens");
        }
    }
}
