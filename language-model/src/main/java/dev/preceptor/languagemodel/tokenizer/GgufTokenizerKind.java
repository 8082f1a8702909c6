package dev.preceptor.languagemodel.tokenizer;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What differs in tokenizer.json between the kinds of tokenizers that a GGUF file may have. Null stands for JSON's null. */
interface GgufTokenizerKind {

    ObjectNode normalizer();

    ObjectNode preTokenizer();

    ObjectNode decoder();

    /** Whether a text begins with the begin token if the file does not say so. */
    boolean beginsWithToken();

    /** Whether a space is put in front of a text. */
    boolean addsSpace();

    /** Completes the model, which has the vocabulary, with the merges and the options. */
    void complete(ObjectNode model);
}
