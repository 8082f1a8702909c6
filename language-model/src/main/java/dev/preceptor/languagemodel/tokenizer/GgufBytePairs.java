package dev.preceptor.languagemodel.tokenizer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A byte-level BPE ({@code tokenizer.ggml.model} is gpt2): the file has the merges, and a name for the pre-tokenizer. */
record GgufBytePairs(GgufVocabulary vocabulary, PreTokenizer pre) implements GgufTokenizerKind {

    static GgufBytePairs of(GgufVocabulary vocabulary, String pre) {
        return new GgufBytePairs(
                vocabulary,
                PreTokenizer.named(pre)
                        .orElseThrow(
                                () -> vocabulary.wrong("pre is " + pre + "; supported are " + PreTokenizer.known())));
    }

    @Override
    public ObjectNode normalizer() {
        return pre == PreTokenizer.QWEN ? JsonNodeFactory.instance.objectNode().put("type", "NFC") : null;
    }

    @Override
    public ObjectNode preTokenizer() {
        return pre.json();
    }

    @Override
    public ObjectNode decoder() {
        return PreTokenizer.byteLevel(true, true);
    }

    @Override
    public boolean beginsWithToken() {
        return pre == PreTokenizer.LLAMA3;
    }

    @Override
    public boolean addsSpace() {
        return false;
    }

    @Override
    public void complete(ObjectNode model) {
        model.putNull("unk_token");
        // Llama 3 looks a whole piece up in the vocabulary before it merges.
        model.put("fuse_unk", false).put("byte_fallback", false);
        model.put("ignore_merges", pre == PreTokenizer.LLAMA3);
        vocabulary.merges().forEach(model.putArray("merges")::add);
    }
}
