package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder with float32 tensors and a text beside them, which appears whole or not at all: what an interrupted job goes on from. */
public final class TensorFolder {

    private static final String TENSORS = "tensors.safetensors";
    private static final String TEXT = "state.json";

    private TensorFolder() {}

    /**
     * Writes a folder, durable on return.
     *
     * @param target a folder that does not exist yet
     * @param tensors FLOAT32 arrays, which stay the caller's
     * @throws CheckpointException if it cannot be written; nothing is left behind then
     */
    public static void write(Path target, Map<String, NDArray> tensors, String text) {
        WholeFolder.create(target, folder -> {
            Files.writeString(folder.resolve(TEXT), text);
            return SafetensorsWriter.write(folder.resolve(TENSORS), PendingTensor.allOf(tensors), Precision.F32);
        });
    }

    /** @throws CheckpointException if it cannot be read */
    public static String text(Path folder) {
        try {
            return Files.readString(folder.resolve(TEXT));
        } catch (IOException e) {
            throw new CheckpointException(folder.resolve(TEXT) + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * The tensors by name; the arrays belong to the manager.
     *
     * @throws CheckpointException if they cannot be read
     */
    public static Map<String, NDArray> tensors(Path folder, NDManager manager) {
        Map<String, NDArray> tensors = new TreeMap<>();
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(TENSORS))) {
            for (String name : file.names()) {
                tensors.put(name, file.read(manager, name, DataType.FLOAT32));
            }
        }
        return tensors;
    }

    /**
     * Deletes such a folder, or one that holds such folders; nothing happens where there is none.
     *
     * @throws CheckpointException if it cannot be deleted
     */
    public static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new CheckpointException(folder + ": cannot be deleted: " + e.getMessage(), e);
        }
    }
}
