package dev.preceptor.teaching.estimate;

import java.nio.charset.StandardCharsets;
import java.util.function.ToIntFunction;

/**
 * Counts the tokens of a text. The teacher's tokenizer is not available. Byte-pair tokenizers with vocabularies of similar size
 * differ by a few percent, so the student's serves as well.
 *
 * @param how a phrase for the report that says how tokens are counted
 */
public record TokenCount(ToIntFunction<String> counter, String how) {

    /** SmolLM2's tokenizer makes 55,185 tokens of the 177,622 bytes of HumanEval's prompts and solutions. */
    static final double BYTES_PER_TOKEN = 3.2;

    private static final TokenCount BY_BYTES = new TokenCount(
            text -> (int) Math.ceil(text.getBytes(StandardCharsets.UTF_8).length / BYTES_PER_TOKEN),
            "by bytes, " + BYTES_PER_TOKEN + " per token");

    int of(String text) {
        return counter.applyAsInt(text);
    }

    /** Counts by bytes, for where no tokenizer is at hand. */
    public static TokenCount byBytes() {
        return BY_BYTES;
    }
}
