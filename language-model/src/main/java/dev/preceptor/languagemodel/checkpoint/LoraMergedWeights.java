package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * The weights of a model with a LoRA adapter merged into them. An adapted weight is read as W + scale * B A, computed in
 * float32. Readers see the weights of an ordinary model.
 */
public final class LoraMergedWeights implements WeightSource {

    private static final String WEIGHT = ".weight";

    private final WeightSource base;
    private final NDManager adapters;
    private final Map<String, LowRankUpdate> updates;
    private final AdapterConfiguration settings;
    private final boolean transposed;

    private LoraMergedWeights(
            WeightSource base,
            NDManager adapters,
            Map<String, LowRankUpdate> updates,
            AdapterConfiguration settings,
            boolean transposed) {
        this.base = base;
        this.adapters = adapters;
        this.updates = updates;
        this.settings = settings;
        this.transposed = transposed;
    }

    /**
     * Opens the weights of a model with an adapter.
     *
     * @param model as in {@link WeightSource#open}
     * @param adapter a folder in PEFT's layout
     * @param configuration the configuration of the model
     * @throws CheckpointException if the model or the adapter cannot be read, or the adapter belongs to another model
     */
    public static LoraMergedWeights open(Path model, Path adapter, ModelConfiguration configuration) {
        if (!AdapterFolder.isAdapter(adapter)) {
            throw new CheckpointException(adapter + ": not an adapter in PEFT's layout: it has no adapter_config.json");
        }
        AdapterConfiguration settings = AdapterFolder.configuration(adapter);
        WeightSource base = WeightSource.open(model);
        NDManager manager = NDManager.newBaseManager();
        try {
            Map<String, LowRankUpdate> updates = AdapterFolder.read(adapter, manager, DataType.FLOAT32);
            // Only GPT-2 stores its matrices as [inputs, outputs].
            boolean transposed = configuration.architecture() == Architecture.GPT2;
            updates.forEach((layer, update) -> requireSameShape(model, adapter, base, layer, update, transposed));
            return new LoraMergedWeights(base, manager, updates, settings, transposed);
        } catch (RuntimeException e) {
            manager.close();
            base.close();
            throw e;
        }
    }

    private static void requireSameShape(
            Path model, Path adapter, WeightSource base, String layer, LowRankUpdate update, boolean transposed) {
        String baseModel = AdapterFolder.configuration(adapter).baseModel();
        String hint = baseModel.isEmpty() ? "" : "; it was made for " + baseModel;
        if (!base.names().contains(layer + WEIGHT)) {
            throw new CheckpointException(
                    "%s: adapts layer %s, which %s lacks%s".formatted(adapter, layer, model, hint));
        }
        long outputs = update.b().getShape().get(0);
        long inputs = update.a().getShape().get(1);
        Shape actual = transposed ? new Shape(inputs, outputs) : new Shape(outputs, inputs);
        Shape expected = base.info(layer + WEIGHT).shape();
        if (!expected.equals(actual)) {
            throw new CheckpointException("%s: adapts layer %s as %s, but that of %s is %s%s"
                    .formatted(adapter, layer, actual, model, expected, hint));
        }
    }

    @Override
    public Set<String> names() {
        return base.names();
    }

    @Override
    public Path file(String name) {
        return base.file(name);
    }

    @Override
    public TensorInfo info(String name) {
        return base.info(name);
    }

    @Override
    public NDArray read(NDManager manager, String name, DataType type) {
        String layer = name.endsWith(WEIGHT) ? name.substring(0, name.length() - WEIGHT.length()) : name;
        LowRankUpdate update = updates.get(layer);
        if (update == null) {
            return base.read(manager, name, type);
        }
        try (NDManager scratch = manager.newSubManager()) {
            NDArray merged = base.read(scratch, name, DataType.FLOAT32);
            NDArray a = update.a().toDevice(manager.getDevice(), false);
            NDArray b = update.b().toDevice(manager.getDevice(), false);
            a.tempAttach(scratch);
            b.tempAttach(scratch);
            NDArray change = b.matMul(a).muli(settings.scale(layer));
            merged.addi(transposed ? change.transpose() : change);
            NDArray result = convert(merged, type);
            result.attach(manager);
            return result;
        }
    }

    private static NDArray convert(NDArray values, DataType type) {
        if (type == DataType.FLOAT32) {
            return values;
        }
        FloatFormat format = FloatFormat.of(type);
        float[] decoded = values.toFloatArray();
        byte[] scratch = new byte[Float.BYTES * decoded.length];
        ByteBuffer encoded =
                ByteBuffer.allocateDirect(format.bytes() * decoded.length).order(ByteOrder.LITTLE_ENDIAN);
        format.encode(decoded, decoded.length, encoded, scratch);
        return values.getManager().create(encoded.flip(), values.getShape(), format.arrayType());
    }

    @Override
    public void close() {
        adapters.close();
        base.close();
    }
}
