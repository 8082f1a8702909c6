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
 * A GGUF file, the format of llama.cpp. One file contains the weights, which may be quantised, the configuration and the
 * tokenizer.
 *
 * <p>llama.cpp stores the query and key rows of the architecture llama in another order, because its rotary embedding pairs
 * adjacent dimensions and Hugging Face's pairs the two halves of a head. This class restores Hugging Face's order. The other
 * architectures are stored in Hugging Face's order.
 */
public final class GgufFile implements WeightSource {

    private final CheckpointFile file;
    private final GgufMetadata metadata;
    private final ModelConfiguration configuration;
    private final Map<String, GgufHeader.Tensor> tensors = new TreeMap<>();

    private GgufFile(CheckpointFile file) {
        this.file = file;
        GgufHeader header = GgufHeader.read(file);
        this.metadata = header.metadata();
        Map<String, GgufHeader.Tensor> byGgufName = new TreeMap<>();
        header.tensors().forEach(tensor -> byGgufName.put(tensor.name(), tensor));
        this.configuration = new GgufConfiguration(file, metadata, byGgufName).read();
        for (GgufHeader.Tensor tensor : header.tensors()) {
            Optional<String> name = GgufTensorNames.huggingFace(tensor.name());
            if (name.isPresent()) {
                tensors.put(name.get(), tensor);
            } else if (!tensor.name().startsWith("rope_freqs.")) {
                throw file.invalid("tensor " + tensor.name() + " does not belong to this architecture");
            }
        }
    }

    /**
     * Opens a GGUF file. Supported architectures are llama, qwen2 and qwen3.
     *
     * @throws CheckpointException if the file is damaged, or its architecture or the type of a tensor is not supported
     */
    public static GgufFile open(Path path) {
        CheckpointFile file = CheckpointFile.open(path);
        try {
            return new GgufFile(file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Returns the key-value pairs of the header, which include the tokenizer. */
    public GgufMetadata metadata() {
        return metadata;
    }

    /** Returns the configuration of the model. */
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
            throw file.invalid("there is no tensor " + name);
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
            throw file.invalid("tensor " + name + " of shape " + tensor.shape() + " and type " + type
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

    /** Returns, for each head, first the even rows of the file, then the odd rows. */
    private int[] rowOrder(String name, int heads) {
        int size = configuration.headSize();
        if (tensor(name).shape().get(0) != (long) heads * size || size % 2 != 0) {
            throw file.invalid("tensor " + name + " of shape " + tensor(name).shape() + " does not have " + heads
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
