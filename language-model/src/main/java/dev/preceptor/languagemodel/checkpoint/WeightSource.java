package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The tensors of a checkpoint. Opening it reads only the headers. Reading a tensor copies its bytes from the file directly into
 * native memory, so a file of 14 GB needs 14 GB of native memory and little heap.
 *
 * <p>Names, shapes and row order are those of Hugging Face. Safe for use by several threads.
 */
public interface WeightSource extends AutoCloseable {

    /**
     * Opens the weights of a model.
     *
     * @param model a folder with model.safetensors (or model.safetensors.index.json and its shards), or a .gguf file
     * @throws CheckpointException if there are no weights, or a header is damaged
     */
    static WeightSource open(Path model) {
        return Files.isDirectory(model) ? SafetensorsWeights.open(model) : GgufFile.open(model);
    }

    /** Returns the names of the tensors, in a fixed order. */
    Set<String> names();

    /**
     * Returns the metadata of a tensor.
     *
     * @throws CheckpointException if there is no such tensor
     */
    TensorInfo info(String name);

    /** Returns the number of elements of all tensors. */
    default long size() {
        return names().stream().mapToLong(name -> info(name).shape().size()).sum();
    }

    /** Returns whether a matrix is stored in float32, so that a smaller type would lose precision. */
    default boolean hasFullMatrices() {
        return names().stream()
                .map(this::info)
                .anyMatch(tensor ->
                        tensor.shape().dimension() > 1 && tensor.storedType().equals("F32"));
    }

    /**
     * Returns the file that contains a tensor.
     *
     * @throws CheckpointException if there is no such tensor
     */
    Path file(String name);

    /**
     * Reads a tensor and converts it to a type.
     *
     * <p>DJL cannot create BFLOAT16 arrays. For that type the result is a FLOAT16 array whose 16 bits are those of bfloat16. A
     * TorchScript program reinterprets it without a copy: {@code x.view(torch.bfloat16)}.
     *
     * @param manager owns the array; the array is on its device
     * @param type FLOAT32, FLOAT16 or BFLOAT16
     * @throws CheckpointException if there is no such tensor, or it cannot be read
     */
    NDArray read(NDManager manager, String name, DataType type);

    /** Closes the files. Arrays that were read stay valid. */
    @Override
    void close();
}
