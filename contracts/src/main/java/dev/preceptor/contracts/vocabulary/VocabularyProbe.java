package dev.preceptor.contracts.vocabulary;

import dev.preceptor.contracts.Ids;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Compares tokenizers by the tokens that they make of the same texts. Two tokenizers that agree on them all are taken for the same; those of
 * different families differ in each.
 */
public final class VocabularyProbe {

    /** Code, prose, digits, scripts and spaces, in which the rules of tokenizers differ. */
    private static final List<String> TEXTS = List.of(
            "def double(n):\n    return 2 * n\n",
            "class ParcelQueue(list):\n\tdef __init__(self, *items, maxSize=None):\n\t\tsuper().__init__(items)\n",
            "The quick brown fox can't jump; it's 12,345.678 metres away!",
            "x = [0x1F, 1_000_000, 3.14159e-10, 9876543210]",
            "naïve Straße 東京 Ελλάδα été",
            "if a != b and c <= d or not (e << 2) ^ f:    # why?\r\n\r\n        pass",
            "assert camelCaseName == SNAKE_CASE_NAME, f\"{value!r:>10}\"");

    private VocabularyProbe() {}

    /** The texts. */
    public static List<String> texts() {
        return TEXTS;
    }

    /**
     * The fingerprint of a tokenizer: a hash of its tokens of all texts.
     *
     * @param tokenizer returns the tokens of a text, without special tokens around it
     */
    public static String fingerprint(Function<String, int[]> tokenizer) {
        List<String> tokens = new ArrayList<>();
        TEXTS.forEach(text -> tokens.add(Arrays.toString(tokenizer.apply(text))));
        return Ids.of("vocabulary", tokens);
    }
}
