package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * A checkpoint's tensors. Opening reads the headers only; a tensor's bytes go straight from the file into its native
 * memory when it is read, so that a 14 GB file needs 14 GB and little heap.
 *
 * <p>Names, shapes and row order are always Hugging Face's. Reading is safe from several threads.
 */
public interface WeightSource extends AutoCloseable {

    /**
     * Opens the weights of a model.
     *
     * @param model a folder with model.safetensors (or model.safetensors.index.json and its shards), or a .gguf file
     * @throws CheckpointException if there are none, or a header is damaged
     */
    static WeightSource open(Path model) {
        return Files.isDirectory(model) ? SafetensorsWeights.open(model) : GgufFile.open(model);
    }

    /** The tensors' names, in a fixed order. */
    Set<String> names();

    /**
     * What the file says of a tensor.
     *
     * @throws CheckpointException if there is no such tensor
     */
    TensorInfo info(String name);

    /** How many weights there are in all tensors. */
    default long size() {
        return names().stream().mapToLong(name -> info(name).shape().size()).sum();
    }

    /** Whether a matrix is stored in float32, so that fewer bits would lose some of what the file says. */
    default boolean hasFullMatrices() {
        return names().stream()
                .map(this::info)
                .anyMatch(tensor ->
                        tensor.shape().dimension() > 1 && tensor.storedType().equals("F32"));
    }

    /**
     * The file that holds a tensor.
     *
     * @throws CheckpointException if there is no such tensor
     */
    Path file(String name);

    /**
     * Reads a tensor; the new array belongs to the manager and lies on its device. Quantised and other stored types are
     * converted.
     *
     * <p>DJL cannot make BFLOAT16 arrays itself. For that type the array that comes back is one of FLOAT16 whose 16 bits
     * are those of bfloat16; a TorchScript program reinterprets it at no cost: {@code x.view(torch.bfloat16)}.
     *
     * @param type FLOAT32, FLOAT16 or BFLOAT16
     * @throws CheckpointException if there is no such tensor, or its bytes cannot be read
     */
    NDArray read(NDManager manager, String name, DataType type);

    /** Closes the file. Arrays that were read stay valid. */
    @Override
    void close();
}
