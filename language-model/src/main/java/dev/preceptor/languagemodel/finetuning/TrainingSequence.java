package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.network.SoftTargets;

/**
 * A tokenised example.
 *
 * @param promptIds the tokens of the prompt, which have no loss
 * @param completionIds the tokens of the completion, including the end token
 * @param soft a teacher's log-probabilities at some places of the completion; null if there are none
 */
public record TrainingSequence(int[] promptIds, int[] completionIds, SoftTargets soft) {

    public TrainingSequence {
        if (soft != null && soft.first() + soft.rows() > completionIds.length) {
            throw new IllegalArgumentException("soft targets for the places %d to %d of a completion of %d tokens"
                    .formatted(soft.first(), soft.first() + soft.rows() - 1, completionIds.length));
        }
    }

    /** Creates an example without soft targets. */
    public TrainingSequence(int[] promptIds, int[] completionIds) {
        this(promptIds, completionIds, null);
    }

    /** Returns the number of tokens of prompt and completion. */
    public int length() {
        return promptIds.length + completionIds.length;
    }

    int[] ids() {
        int[] ids = new int[length()];
        System.arraycopy(promptIds, 0, ids, 0, promptIds.length);
        System.arraycopy(completionIds, 0, ids, promptIds.length, completionIds.length);
        return ids;
    }

    /** Returns the index of the first target: the start of the completion, but at least 1, because a target needs a preceding token. */
    int firstTarget() {
        return Math.max(1, promptIds.length);
    }
}
