package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A GGUF file, llama.cpp's format: weights, often quantised, configuration and tokenizer in one.
 *
 * <p>llama.cpp stores a llama's query and key rows in another order, since it rotates neighbouring dimensions where Hugging
 * Face rotates halves; they are put back here. Other architectures are stored as they are.
 */
public final class GgufFile implements WeightSource {

    private final ReadableFile file;
    private final GgufMetadata metadata;
    private final ModelConfiguration configuration;
    private final Map<String, GgufHeader.Tensor> tensors = new TreeMap<>();

    private GgufFile(ReadableFile file) {
        this.file = file;
        GgufHeader header = GgufHeader.read(file);
        this.metadata = header.metadata();
        Map<String, GgufHeader.Tensor> byOwnName = new TreeMap<>();
        header.tensors().forEach(tensor -> byOwnName.put(tensor.name(), tensor));
        this.configuration = new GgufConfiguration(file, metadata, byOwnName).read();
        for (GgufHeader.Tensor tensor : header.tensors()) {
            Optional<String> name = GgufNames.huggingFace(tensor.name());
            if (name.isPresent()) {
                tensors.put(name.get(), tensor);
            } else if (!tensor.name().startsWith("rope_freqs.")) {
                throw file.damaged("tensor " + tensor.name() + " is not one that this architecture has");
            }
        }
    }

    /**
     * Opens a GGUF file of one of the architectures llama, qwen2 and qwen3.
     *
     * @throws CheckpointException if it is damaged, or its architecture or one of its types is not supported
     */
    public static GgufFile open(Path path) {
        ReadableFile file = ReadableFile.open(path);
        try {
            return new GgufFile(file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** The header's key-value pairs, the tokenizer's among them. */
    public GgufMetadata metadata() {
        return metadata;
    }

    /** The model's shape. */
    public ModelConfiguration configuration() {
        return configuration;
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    @Override
    public TensorInfo info(String name) {
        GgufHeader.Tensor tensor = tensor(name);
        return new TensorInfo(name, tensor.type().name(), tensor.shape());
    }

    @Override
    public Path file(String name) {
        tensor(name);
        return file.path();
    }

    @Override
    public NDArray read(NDManager manager, String name, DataType type) {
        GgufHeader.Tensor tensor = tensor(name);
        return TensorReader.read(file, layout(name), name, tensor.type().decoder(), manager, type);
    }

    private GgufHeader.Tensor tensor(String name) {
        GgufHeader.Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw file.damaged("there is no tensor " + name);
        }
        return tensor;
    }

    private TensorLayout layout(String name) {
        GgufHeader.Tensor tensor = tensor(name);
        GgmlType type = tensor.type();
        TensorLayout layout = new TensorLayout(
                tensor.position(), tensor.shape(), type.blockElements(), type.blockBytes(), rowOrder(name));
        if (layout.rowOrder() != null
                && (layout.rowElements() % type.blockElements() != 0
                        || layout.rowElements() > configuration.hiddenSize()
                        || tensor.shape().size() > TensorMemory.VIEW_ELEMENTS)) {
            throw file.damaged("tensor " + name + " of shape " + tensor.shape() + " and type " + type
                    + " cannot be a query or key projection of this model");
        }
        return layout;
    }

    private int[] rowOrder(String name) {
        if (configuration.architecture() != Architecture.LLAMA) {
            return null;
        }
        if (name.contains(".q_proj.")) {
            return rowOrder(name, configuration.heads());
        }
        return name.contains(".k_proj.") ? rowOrder(name, configuration.keyValueHeads()) : null;
    }

    /** Of each head: first the even rows of the file, then the odd ones. */
    private int[] rowOrder(String name, int heads) {
        int size = configuration.headSize();
        if (tensor(name).shape().get(0) != (long) heads * size || size % 2 != 0) {
            throw file.damaged("tensor " + name + " of shape " + tensor(name).shape() + " does not have " + heads
                    + " heads of " + size + " rows");
        }
        int[] order = new int[heads * size];
        for (int row = 0; row < order.length; row++) {
            int within = row % size;
            int half = within / (size / 2);
            order[row] = row - within + within % (size / 2) * 2 + half;
        }
        return order;
    }

    @Override
    public void close() {
        file.close();
    }
}
