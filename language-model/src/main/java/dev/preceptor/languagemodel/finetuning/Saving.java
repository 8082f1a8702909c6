package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.checkpoint.TensorFolder;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/**
 * How a training is saved on its way, so that it goes on after a crash as if nothing had happened.
 *
 * @param folder the training's own, made at the first save. What an interrupted training of the same model, options and
 *     examples left there is gone on from. Whoever trains deletes it when its result is safe
 * @param everySteps a save after every so many steps
 */
public record Saving(Path folder, int everySteps) {

    public Saving {
        if (everySteps < 1) {
            throw new IllegalArgumentException("a training is saved every 1 or more steps, not " + everySteps);
        }
    }

    /** The name of the newest state in the folder, if there is one; a later state's name is greater. */
    public Optional<String> newest() {
        return new SavedTraining(folder)
                .states()
                .map(state -> state.getFileName().toString())
                .max(Comparator.naturalOrder());
    }

    /** Deletes the folder, when the training's result is safe. */
    public void discard() {
        TensorFolder.delete(folder);
    }
}
