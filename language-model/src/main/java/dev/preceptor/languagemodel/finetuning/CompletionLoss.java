package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.LanguageModel;

/** Computes the loss of a model on a completion, without training. */
public final class CompletionLoss {

    private CompletionLoss() {}

    /**
     * Returns the negative log-likelihood of the completion given the prompt: the sum over the tokens of the completion, in nats.
     *
     * @throws IllegalArgumentException if the prompt is empty, or prompt and completion exceed the context length of the model
     */
    public static double negativeLogLikelihood(LanguageModel model, TrainingSequence sequence) {
        int prompt = sequence.promptIds().length;
        if (prompt == 0) {
            throw new IllegalArgumentException("the prompt must have at least one token");
        }
        float[] logProbabilities = model.logProbabilities(sequence.ids());
        double sum = 0;
        for (int i = prompt - 1; i < logProbabilities.length; i++) {
            sum -= logProbabilities[i];
        }
        return sum;
    }
}
