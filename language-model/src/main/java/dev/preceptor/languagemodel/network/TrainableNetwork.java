package dev.preceptor.languagemodel.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.preceptor.languagemodel.checkpoint.AdapterConfiguration;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.LazyTensor;
import dev.preceptor.languagemodel.checkpoint.LowRankUpdate;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model that is trained: all of its weights, or low-rank adapters of weights that stay frozen. In float32, changed in place.
 *
 * <p>One class, although long: every method works on the same native tensors, in the order of a training step, and they are freed
 * together.
 *
 * <p>Not safe for use by several threads. The thread calls {@link Torch#prepareThread} first.
 */
public final class TrainableNetwork implements AutoCloseable {

    static final List<String> SOURCES = List.of(
            "layer.py",
            "packed_attention.py",
            "fused_attention.py",
            "trainable_linear.py",
            "layer_backward.py",
            "training.py");

    private final Blueprint blueprint;
    private final AdapterLayout adapters;
    private final PtNDManager manager;
    private final Program program;
    private final WeightLoader loader;
    private final List<PtNDArray> weights;
    private final TrainedTensors trained;

    private TrainableNetwork(
            Blueprint blueprint,
            AdapterLayout adapters,
            PtNDManager manager,
            Program program,
            WeightLoader loader,
            List<PtNDArray> weights) {
        this.blueprint = blueprint;
        this.adapters = adapters;
        this.manager = manager;
        this.program = program;
        this.loader = loader;
        this.weights = weights;
        List<PtNDArray> all = new ArrayList<>(weights);
        for (AttentionTypes.AttentionType attention : blueprint.attentionTypes().types()) {
            all.add(RotaryFrequencies.create(
                    manager, attention, blueprint.configuration().rotaryDimensions()));
        }
        List<PtNDArray> adapterTensors = adapters == null ? List.of() : new AdapterTensors(adapters).start(manager);
        all.addAll(adapterTensors);
        trained = new TrainedTensors(manager, program, adapters == null ? weights : adapterTensors);
        try (IValue list = IValue.listFrom(all.toArray(PtNDArray[]::new))) {
            program.evaluate("set_weights", list, trained.gradients()).close();
        }
    }

    /**
     * Reads a model's weights.
     *
     * @param bfloat16Products multiply matrices in bfloat16; sums, weights and gradients stay float32
     * @throws CheckpointException if they cannot be read, or the adaptation names a target that the model lacks
     */
    public static TrainableNetwork load(
            ModelConfiguration configuration,
            WeightSource source,
            Device device,
            boolean bfloat16Products,
            Adaptation adaptation) {
        boolean oneDnn = !device.isGpu()
                && !(bfloat16Products && LowPrecisionMatmul.ofBfloat16() == LowPrecisionMatmul.UNSUPPORTED);
        return load(configuration, source, device, bfloat16Products, oneDnn, adaptation, SOURCES);
    }

    /** As above, with the kernel of matrix products and the program's sources given, for tests. */
    static TrainableNetwork load(
            ModelConfiguration configuration,
            WeightSource source,
            Device device,
            boolean bfloat16Products,
            boolean oneDnn,
            Adaptation adaptation,
            List<String> sources) {
        Blueprint blueprint = Blueprint.of(configuration);
        int tensors = blueprint.tensors().size();
        int adapterStart = tensors + blueprint.attentionTypes().types().size();
        AdapterLayout adapters =
                adaptation instanceof Adaptation.LowRank lowRank ? AdapterLayout.of(blueprint, lowRank) : null;
        Map<String, Object> constants = blueprint.constants(blueprint.head(), tensors, adapterStart);
        constants.put("weights", ScriptArchive.EmptyList.TENSORS);
        constants.put("gradients", ScriptArchive.EmptyList.TENSORS);
        constants.put("keeps_states", true);
        constants.put("onednn", oneDnn);
        constants.put("bfloat16_products", bfloat16Products);
        constants.putAll(
                adapters == null ? AdapterLayout.noConstants(tensors) : adapters.constants(tensors, adapterStart));
        PtNDManager manager = Torch.manager(device);
        try {
            WeightLoader loader = new WeightLoader(manager);
            List<PtNDArray> weights = new ArrayList<>();
            for (NetworkTensor tensor : blueprint.tensors()) {
                weights.add(loader.load(manager, source, tensor, blueprint.shapeOf(tensor), DataType.FLOAT32));
            }
            Program program = Program.load(manager, sources, constants);
            return new TrainableNetwork(blueprint, adapters, manager, program, loader, weights);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /**
     * Adds a micro-batch's gradient.
     *
     * @param scale the factor of its summed loss: 1 / the number of the whole step's targets for a mean over them
     * @param activations what the forward pass keeps for the backward pass; changes no result
     * @return the sum of the targets' cross-entropies, in nats, before this step's update
     */
    public double accumulate(PackedBatch batch, double scale, Activations activations) {
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager();
                BatchArguments tensors = new BatchArguments(batch, scratch);
                IValue factor = IValue.from(scale);
                IValue recompute = IValue.from(activations == Activations.RECOMPUTED)) {
            return program.run(scratch, "accumulate", tensors.before(factor, recompute))
                    .get(0)
                    .toDoubleArray()[0];
        }
    }

    /** The sum of the targets' cross-entropies, in nats, without a gradient. */
    public double evaluate(PackedBatch batch) {
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager();
                BatchArguments tensors = new BatchArguments(batch, scratch)) {
            return program.run(scratch, "evaluate", tensors.before()).get(0).toDoubleArray()[0];
        }
    }

    /** L2 norm of the accumulated gradient of all trained tensors; a tied matrix counts once. */
    public double gradientNorm() {
        return trained.gradientNorm();
    }

    /**
     * One optimizer step with the accumulated gradient, which is zeroed.
     *
     * @param step 1 for the first
     * @param factor multiplies the gradient: below 1 to clip it
     */
    public void update(int step, double factor, double learningRate, AdamW optimizer) {
        trained.update(step, factor, learningRate, optimizer);
    }

    /** Copies the trained tensors as they are now, in place of an earlier snapshot. */
    public void takeSnapshot() {
        trained.takeSnapshot();
    }

    /** Goes back to the last snapshot. */
    public void restoreSnapshot() {
        trained.restoreSnapshot();
    }

    /** The state between two steps, from which a training resumes; the arrays belong to {@code owner} and share the network's memory. */
    public Map<String, NDArray> state(PtNDManager owner) {
        return trained.state(owner);
    }

    /** Resumes from the state of a network of the same model and adaptation. */
    public void restore(Map<String, NDArray> state) {
        trained.restore(state);
    }

    /** The weights as a checkpoint has them, by their Hugging Face names: each is made of the network's when it is written. */
    public Map<String, LazyTensor> weights() {
        Map<String, LazyTensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < weights.size(); i++) {
            PtNDArray whole = weights.get(i);
            NetworkTensor tensor = blueprint.tensors().get(i);
            List<NetworkTensor.Rows> rows = tensor.rows(whole.getShape().get(0));
            for (int p = 0; p < rows.size(); p++) {
                CheckpointTensor part = tensor.parts().get(p);
                NetworkTensor.Rows own = rows.get(p);
                tensors.put(
                        part.name(),
                        new LazyTensor(
                                WeightLoader.shape(part, own.count(), whole.getShape()),
                                owner -> loader.extract((PtNDManager) owner, whole, own.first(), own.count(), part)));
            }
        }
        return tensors;
    }

    /** The adapter by the names of its layers; the arrays belong to {@code owner}. Only where adapters learn. */
    public Map<String, LowRankUpdate> adapter(PtNDManager owner) {
        return new AdapterTensors(adapters).updates(trained.arrays(), owner, loader);
    }

    /** PEFT's settings of the adapter. Only where adapters learn. */
    public AdapterConfiguration adapterConfiguration(String baseModel) {
        return adapters.configuration(baseModel);
    }

    /** The program, for tests. */
    Program program() {
        return program;
    }

    /** The accumulated gradients of the trained tensors, for tests. */
    NDList gradients(PtNDManager owner) {
        return trained.gradients().toNDList(owner);
    }

    /** Starts from an adapter with exactly the layers that are adapted, for tests. */
    void adopt(Map<String, LowRankUpdate> updates) {
        try (PtNDManager scratch = newManager()) {
            List<PtNDArray> start = new AdapterTensors(adapters).from(updates, scratch, loader);
            Map<String, NDArray> state = trained.state(scratch);
            for (int i = 0; i < start.size(); i++) {
                state.put("weight." + i, start.get(i));
            }
            trained.restore(state);
        }
    }

    /** A manager for arrays beside this network's. */
    public PtNDManager newManager() {
        return (PtNDManager) manager.newSubManager();
    }

    /** The device that computes. */
    public Device device() {
        return manager.getDevice();
    }

    /** The model's shape. */
    public ModelConfiguration configuration() {
        return blueprint.configuration();
    }

    @Override
    public void close() {
        trained.close();
        loader.close();
        program.close();
        manager.close();
    }
}
