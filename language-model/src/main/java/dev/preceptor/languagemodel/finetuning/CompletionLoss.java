package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.LanguageModel;

/** The loss of a model on a completion, without training. */
public final class CompletionLoss {

    private CompletionLoss() {}

    /**
     * The negative log-likelihood of the completion's tokens given the prompt: a sum over the tokens, in nats.
     *
     * @throws IllegalArgumentException if the prompt is empty, or if prompt and completion do not fit into the model's context
     */
    public static double negativeLogLikelihood(LanguageModel model, TrainingSequence sequence) {
        int prompt = sequence.promptIds().length;
        if (prompt == 0) {
            throw new IllegalArgumentException("an empty prompt leaves the first token without anything before it");
        }
        float[] logProbabilities = model.logProbabilities(sequence.ids());
        double sum = 0;
        for (int i = prompt - 1; i < logProbabilities.length; i++) {
            sum -= logProbabilities[i];
        }
        return sum;
    }
}
