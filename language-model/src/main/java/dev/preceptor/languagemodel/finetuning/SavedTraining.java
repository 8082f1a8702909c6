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
 * The states of a training on disk: the newest one, and while the next is written the one before.
 *
 * @param folder holds a folder for each
 */
record SavedTraining(Path folder) {

    private static final System.Logger LOG = System.getLogger(SavedTraining.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREFIX = "step-";

    /**
     * The newest state, if there is one. Deletes what a crash left incomplete, and a state of a version whose fingerprint cannot be
     * compared: that training begins anew.
     *
     * @throws FineTuningException if it belongs to another training
     * @throws CheckpointException if it cannot be read
     */
    Optional<Path> newest(TrainingFingerprint fingerprint) {
        states(name -> name.startsWith("." + PREFIX)).forEach(TensorFolder::delete);
        Optional<Path> newest = states().max(Comparator.comparing(Path::getFileName));
        if (newest.isEmpty()) {
            return newest;
        }
        TrainingFingerprint saved = progress(newest.get()).fingerprint();
        if (!fingerprint.comparable(saved)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} was saved by another version of Preceptor and cannot be used: the training begins anew",
                    newest.get());
            states().forEach(TensorFolder::delete);
            return Optional.empty();
        }
        String difference = fingerprint.difference(saved);
        if (difference != null) {
            throw new FineTuningException(
                    "%s holds the state of a training with %s: give the same again to go on, or delete it to begin anew"
                            .formatted(folder, difference));
        }
        return newest;
    }

    /** @throws CheckpointException if it cannot be read */
    static TrainingProgress progress(Path state) {
        try {
            return JSON.readValue(TensorFolder.text(state), TrainingProgress.class);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(
                    state + ": is no state of a training: delete it to begin anew: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Writes a state, and then deletes the one before.
     *
     * @return where it lies
     */
    Path write(TrainingProgress progress, Map<String, NDArray> tensors) {
        List<Path> earlier = states().toList();
        Path state = folder.resolve(PREFIX + "%08d".formatted(progress.steps().size()));
        try {
            TensorFolder.write(state, tensors, JSON.writeValueAsString(progress));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        earlier.forEach(TensorFolder::delete);
        return state;
    }

    /** Those that are whole. */
    Stream<Path> states() {
        return states(name -> name.startsWith(PREFIX)).stream();
    }

    private List<Path> states(Predicate<String> named) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> named.test(entry.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw new CheckpointException(folder + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
