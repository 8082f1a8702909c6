package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.checkpoint.TensorFolder;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/**
 * The folder in which a training saves its state, so that it can resume after a crash with the same result.
 *
 * @param folder the folder, used by one training only and created at the first save. If it contains the state of an interrupted
 *     training with the same model, options and examples, the training resumes from it. The caller deletes it when the result of
 *     the training is saved
 * @param everySteps the number of steps between two saves
 */
public record TrainingStateFolder(Path folder, int everySteps) {

    public TrainingStateFolder {
        if (everySteps < 1) {
            throw new IllegalArgumentException("the steps between two saves must be 1 or more, not " + everySteps);
        }
    }

    /** Returns the name of the newest state in the folder, or empty if there is none. Later states have greater names. */
    public Optional<String> newest() {
        return new TrainingStates(folder)
                .states()
                .map(state -> state.getFileName().toString())
                .max(Comparator.naturalOrder());
    }

    /** Deletes the folder. Call this when the result of the training is saved. */
    public void discard() {
        TensorFolder.delete(folder);
    }
}
