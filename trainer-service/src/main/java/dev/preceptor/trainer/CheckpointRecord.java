package dev.preceptor.trainer;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The event of a checkpoint, beside its folder: written last, so that where it stands, the job is done and need not be done
 * again.
 *
 * @param folder the checkpoint's
 */
record CheckpointRecord(Path folder) {

    /** The event, if the job was done; otherwise what an interrupted job left of the folder is cleared away. */
    Optional<Checkpoint> read() {
        try {
            if (Files.exists(file())) {
                return Optional.of(Json.mapper().readValue(file().toFile(), Checkpoint.class));
            }
            clear();
            return Optional.empty();
        } catch (IOException e) {
            throw new TrainingException("cannot read " + file() + ": " + e.getMessage(), e);
        }
    }

    void write(Checkpoint checkpoint) {
        Path unfinished = file().resolveSibling(file().getFileName() + ".unfinished");
        try {
            Json.mapper().writeValue(unfinished.toFile(), checkpoint);
            Files.move(unfinished, file(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new TrainingException("cannot write " + file() + ": " + e.getMessage(), e);
        }
    }

    private Path file() {
        return folder.resolveSibling(folder.getFileName() + ".json");
    }

    private void clear() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
