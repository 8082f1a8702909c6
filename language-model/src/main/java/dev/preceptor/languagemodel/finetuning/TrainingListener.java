package dev.preceptor.languagemodel.finetuning;

import java.nio.file.Path;

/** Receives the progress of a training, in the thread of the training. An exception ends the training and is thrown to its caller. */
@FunctionalInterface
public interface TrainingListener {

    /**
     * Called after each step.
     *
     * @param tokensPerSecond the number of prompt and completion tokens per second, over all steps so far
     */
    void onStep(TrainingStep step, double tokensPerSecond);

    /** Called after each validation. */
    default void onValidation(ValidationLoss validation) {}

    /**
     * Called after the state was saved.
     *
     * @param state the folder of the state, which the next save deletes
     */
    default void onSaved(Path state) {}
}
