package dev.preceptor.languagemodel.finetuning;

import java.nio.file.Path;

/** Follows a training, in its thread. An exception that it throws ends the training and reaches the caller. */
@FunctionalInterface
public interface TrainingListener {

    /**
     * A step is done.
     *
     * @param tokensPerSecond prompt and completion tokens of all steps so far by the time they took
     */
    void onStep(TrainingStep step, double tokensPerSecond);

    /** The examples that are held out were looked at. */
    default void onValidation(ValidationLoss validation) {}

    /**
     * The state was saved.
     *
     * @param state its folder, which the next save deletes
     */
    default void onSaved(Path state) {}
}
