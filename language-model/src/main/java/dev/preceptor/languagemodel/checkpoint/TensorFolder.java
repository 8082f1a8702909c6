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

/** Reads and writes folders with float32 tensors and a text, such as the state of an interrupted training. */
public final class TensorFolder {

    private static final String TENSORS = "tensors.safetensors";
    private static final String TEXT = "state.json";

    private TensorFolder() {}

    /**
     * Writes a folder and flushes it to disk. The folder appears atomically.
     *
     * @param target a folder that does not exist
     * @param tensors FLOAT32 arrays; the caller keeps their ownership
     * @throws CheckpointException if the folder cannot be written; nothing is left behind
     */
    public static void write(Path target, Map<String, NDArray> tensors, String text) {
        AtomicFolder.create(target, folder -> {
            Files.writeString(folder.resolve(TEXT), text);
            return SafetensorsWriter.write(folder.resolve(TENSORS), LazyTensor.allOf(tensors), FloatFormat.F32);
        });
    }

    /** @throws CheckpointException if the text cannot be read */
    public static String text(Path folder) {
        try {
            return Files.readString(folder.resolve(TEXT));
        } catch (IOException e) {
            throw new CheckpointException(folder.resolve(TEXT) + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the tensors, by name.
     *
     * @param manager owns the arrays
     * @throws CheckpointException if the tensors cannot be read
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
     * Deletes a folder and everything in it. Does nothing if the folder does not exist.
     *
     * @throws CheckpointException if the folder cannot be deleted
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
