package dev.preceptor.languagemodel.finetuning;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.TensorFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The saved states of a training on disk. There is one state, except while the next one is written.
 *
 * @param folder the folder with a subfolder for each state
 */
record TrainingStates(Path folder) {

    private static final System.Logger LOG = System.getLogger(TrainingStates.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREFIX = "step-";

    /**
     * Returns the newest state, or empty if there is none. Deletes incomplete states, and states of a version whose fingerprint
     * has another format; the training then starts from the beginning.
     *
     * @throws FineTuningException if the state belongs to another training
     * @throws CheckpointException if the state cannot be read
     */
    Optional<Path> newest(TrainingFingerprint fingerprint) {
        states(name -> name.startsWith("." + PREFIX)).forEach(TensorFolder::delete);
        Optional<Path> newest = states().max(Comparator.comparing(Path::getFileName));
        if (newest.isEmpty()) {
            return newest;
        }
        TrainingFingerprint saved = progress(newest.get()).fingerprint();
        if (!fingerprint.isComparableTo(saved)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} was saved by another version of Preceptor and cannot be used; the training starts from the beginning",
                    newest.get());
            states().forEach(TensorFolder::delete);
            return Optional.empty();
        }
        String difference = fingerprint.difference(saved);
        if (difference != null) {
            throw new FineTuningException(
                    ("%s contains the state of a training with %s: use the same as before to resume it, or delete"
                                    + " the folder to start from the beginning")
                            .formatted(folder, difference));
        }
        return newest;
    }

    /** @throws CheckpointException if the progress cannot be read */
    static TrainingProgress progress(Path state) {
        try {
            return JSON.readValue(TensorFolder.text(state), TrainingProgress.class);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(
                    state + ": is not the state of a training; delete it to start from the beginning: "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    /**
     * Writes a state, and then deletes the previous state.
     *
     * @return the folder of the state
     */
    Path write(TrainingProgress progress, Map<String, NDArray> tensors) {
        List<Path> previous = states().toList();
        Path state = folder.resolve(PREFIX + "%08d".formatted(progress.steps().size()));
        try {
            TensorFolder.write(state, tensors, JSON.writeValueAsString(progress));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        previous.forEach(TensorFolder::delete);
        return state;
    }

    /** Returns the folders of the complete states. */
    Stream<Path> states() {
        return states(name -> name.startsWith(PREFIX)).stream();
    }

    private List<Path> states(Predicate<String> nameMatches) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> nameMatches.test(entry.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw new CheckpointException(folder + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
