package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.network.SoftLoss;
import dev.preceptor.languagemodel.network.SoftTargets;
import java.util.Arrays;

/** Checks that the soft targets of a training can be used: their tokens, values and number. */
final class SoftTargetCheck {

    /** The sum of the probabilities of a row may be above 1 by what rounding to float16 adds. */
    private static final double GREATEST_SUM = 1.01;

    private SoftTargetCheck() {}

    /**
     * @param number the number of the example, for messages
     * @param tokens the number of soft targets that each token of the training has
     * @throws FineTuningException if they cannot be used
     */
    static void require(int number, TrainingSequence example, SoftLoss loss, int vocabulary, int tokens) {
        SoftTargets soft = example.soft();
        if (soft.tokens() != tokens || tokens > vocabulary) {
            throw invalid(
                    number,
                    "have %d log-probabilities for each token, others %d; the vocabulary has %d tokens"
                            .formatted(soft.tokens(), tokens, vocabulary));
        }
        if (loss.isSampled() && !isCompletion(soft, example.completionIds())) {
            throw invalid(number, "are not those of the completion's tokens, which the loss " + loss.kind() + " needs");
        }
        int[] seen = new int[tokens];
        for (int row = 0; row < soft.rows(); row++) {
            double sum = 0;
            for (int k = 0; k < tokens; k++) {
                int id = soft.ids()[row * tokens + k];
                float value = soft.logProbabilities()[row * tokens + k];
                if (id < 0 || id >= vocabulary) {
                    throw invalid(
                            number, "have token %d, which is not in the vocabulary of %d".formatted(id, vocabulary));
                }
                if (!Float.isFinite(value) || value > 1e-3f) {
                    throw invalid(
                            number, "have the log-probability %s at token %d of the completion".formatted(value, row));
                }
                seen[k] = id;
                sum += Math.exp(value);
            }
            if (sum > GREATEST_SUM || hasDuplicate(seen)) {
                throw invalid(
                        number,
                        "are no distribution at token %d of the completion: a token occurs twice, or the sum is above 1"
                                .formatted(row));
            }
        }
    }

    private static boolean isCompletion(SoftTargets soft, int[] completion) {
        return soft.tokens() == 1
                && Arrays.equals(soft.ids(), Arrays.copyOfRange(completion, soft.first(), soft.first() + soft.rows()));
    }

    private static boolean hasDuplicate(int[] ids) {
        int[] sorted = ids.clone();
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                return true;
            }
        }
        return false;
    }

    private static FineTuningException invalid(int number, String problem) {
        return new FineTuningException("the soft targets of example " + number + " " + problem);
    }
}
