package dev.preceptor.languagemodel.checkpoint;

/**
 * The divisor of the attention scores before the softmax.
 *
 * @param root the number whose square root divides the scores: the head size in most models, 1 for unscaled scores
 * @param byLayer whether the scores are also divided by the number of the layer, counted from 1, as in some GPT-2 models
 */
public record AttentionScale(int root, boolean byLayer) {

    /** Returns the scale that divides by the square root of a number only. */
    public static AttentionScale rootOf(int number) {
        return new AttentionScale(number, false);
    }
}
