package dev.preceptor.languagemodel.checkpoint;

/**
 * The divisor of attention's scores before the softmax.
 *
 * @param root scores are divided by the square root of this: the head size in nearly all models; 1 divides by nothing
 * @param byLayer they are also divided by the layer's number, from 1: some GPT-2 models, for half precision
 */
public record AttentionScale(int root, boolean byLayer) {

    /** The square root of a number alone. */
    public static AttentionScale rootOf(int number) {
        return new AttentionScale(number, false);
    }
}
