package dev.preceptor.languagemodel.checkpoint;

/**
 * By what attention's scores are divided before they are made probabilities.
 *
 * @param headSize by the root of the head's size, as nearly all models
 * @param layer by the layer's number, from 1, too; some GPT-2 models, for half precision
 */
public record AttentionScale(boolean headSize, boolean layer) {

    /** By the root of the head's size alone. */
    public static AttentionScale usual() {
        return new AttentionScale(true, false);
    }
}
