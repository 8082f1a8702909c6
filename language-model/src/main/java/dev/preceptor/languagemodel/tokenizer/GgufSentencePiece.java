package dev.preceptor.languagemodel.tokenizer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A BPE of SentencePiece ({@code tokenizer.ggml.model} is llama: Llama 2, CodeLlama, Mistral). The file has scores in place of merges:
 * two neighbouring pieces are merged if they make a piece, the one with the highest score first. As in llama.cpp, a space is written
 * in front of a text and of the text after a special token, unless {@code add_space_prefix} is false; characters without a token
 * become bytes.
 */
final class GgufSentencePiece implements GgufTokenizerKind {

    private static final String SPACE = "\u2581";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final GgufVocabulary vocabulary;
    private final List<Double> scores;

    /** Two tokens that make a third, which has the score. */
    private record Merge(double score, int left, int right) {

        static final Comparator<Merge> BEST_FIRST = Comparator.comparingDouble(Merge::score)
                .reversed()
                .thenComparingInt(Merge::left)
                .thenComparingInt(Merge::right);
    }

    GgufSentencePiece(GgufVocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.scores = vocabulary.scores();
    }

    @Override
    public ObjectNode normalizer() {
        ObjectNode sequence = NODES.objectNode().put("type", "Sequence");
        ArrayNode steps = sequence.putArray("normalizers");
        if (addsSpace()) {
            steps.addObject().put("type", "Prepend").put("prepend", SPACE);
        }
        steps.add(replace(" ", SPACE));
        return sequence;
    }

    @Override
    public ObjectNode preTokenizer() {
        return null;
    }

    @Override
    public ObjectNode decoder() {
        ObjectNode sequence = NODES.objectNode().put("type", "Sequence");
        ArrayNode steps = sequence.putArray("decoders").add(replace(SPACE, " "));
        steps.addObject().put("type", "ByteFallback");
        steps.addObject().put("type", "Fuse");
        if (addsSpace()) {
            steps.addObject()
                    .put("type", "Strip")
                    .put("content", " ")
                    .put("start", 1)
                    .put("stop", 0);
        }
        return sequence;
    }

    private static ObjectNode replace(String what, String with) {
        ObjectNode replace = NODES.objectNode().put("type", "Replace");
        replace.putObject("pattern").put("String", what);
        return replace.put("content", with);
    }

    @Override
    public boolean beginsWithToken() {
        return true;
    }

    @Override
    public boolean addsSpace() {
        return vocabulary.flag("add_space_prefix", true);
    }

    @Override
    public void complete(ObjectNode model) {
        model.put("unk_token", vocabulary.tokenOf("unknown").orElseGet(() -> vocabulary.token(0)));
        model.put("fuse_unk", true).put("byte_fallback", true).put("ignore_merges", false);
        ArrayNode list = model.putArray("merges");
        for (Merge merge : merges()) {
            list.addArray().add(vocabulary.token(merge.left())).add(vocabulary.token(merge.right()));
        }
    }

    private List<Merge> merges() {
        Map<String, Integer> pieces = new HashMap<>();
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.isNormal(id)) {
                pieces.put(vocabulary.token(id), id);
            }
        }
        List<Merge> merges = new ArrayList<>();
        pieces.forEach((piece, id) -> {
            for (int at = 1; at < piece.length(); at++) {
                Integer left = pieces.get(piece.substring(0, at));
                Integer right = left == null ? null : pieces.get(piece.substring(at));
                if (right != null) {
                    merges.add(new Merge(scores.get(id), left, right));
                }
            }
        });
        merges.sort(Merge.BEST_FIRST);
        return merges;
    }
}
