package dev.preceptor.languagemodel.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.preceptor.languagemodel.checkpoint.AdapterConfiguration;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.LowRankUpdate;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.PendingTensor;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model that learns: all of its weights, or low-rank adapters of them while they stay as they came. In float32, changed in
 * place.
 *
 * <p>Not safe for use by several threads. The thread calls {@link Torch#prepareThread} first.
 */
public final class TrainableNetwork implements AutoCloseable {

    private static final List<String> SOURCES = List.of(
            "layers.py", "projections.py", "gradients.py", "fused_attention.py", "packed_attention.py", "training.py");

    private final Blueprint blueprint;
    private final AdapterLayout adapters;
    private final PtNDManager manager;
    private final Program program;
    private final WeightLoader loader;
    private final List<PtNDArray> weights;
    private final IValue allTensors;
    private final LearningTensors learning;

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
        all.add(RotaryFrequencies.create(manager, blueprint.configuration()));
        List<PtNDArray> learns = weights;
        if (adapters != null) {
            learns = new AdapterTensors(adapters).start(manager);
            all.addAll(learns);
        }
        allTensors = IValue.listFrom(all.toArray(PtNDArray[]::new));
        learning = new LearningTensors(manager, program, learns);
    }

    /**
     * Reads a model's weights.
     *
     * @param half multiply by the weights in bfloat16; sums, weights and gradients stay float32
     * @throws CheckpointException if they cannot be read, or the adaptation names a target that the model lacks
     */
    public static TrainableNetwork load(
            ModelConfiguration configuration, WeightSource source, Device device, boolean half, Adaptation adaptation) {
        Blueprint blueprint = Blueprint.of(configuration);
        int tensors = blueprint.tensors().size();
        AdapterLayout adapters =
                adaptation instanceof Adaptation.LowRank lowRank ? AdapterLayout.of(blueprint, lowRank) : null;
        Map<String, Object> constants = new LinkedHashMap<>(blueprint.constants());
        int head = blueprint.slot("head.weight");
        constants.put("onednn", !device.isGpu() && !(half && SmallerProducts.ofBfloat16() == SmallerProducts.MISSING));
        constants.put("half", half);
        constants.put("rotary_frequencies", (long) tensors);
        constants.put("head", (long) (head < 0 ? blueprint.slot("embedding.weight") : head));
        constants.putAll(
                adapters == null ? AdapterLayout.noConstants(tensors) : adapters.constants(tensors, tensors + 1));
        PtNDManager manager = Torch.manager(device);
        try {
            WeightLoader loader = new WeightLoader(manager);
            List<PtNDArray> weights = new ArrayList<>();
            for (NetworkTensor tensor : blueprint.tensors()) {
                weights.add(loader.load(manager, source, tensor, blueprint.shapeOf(tensor), DataType.FLOAT32));
            }
            Program program = Program.load(manager, SOURCES, constants);
            return new TrainableNetwork(blueprint, adapters, manager, program, loader, weights);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /**
     * Adds a micro-batch's gradient.
     *
     * @param scale what its summed loss counts: 1 / the whole step's targets for a mean over them
     * @param activations what the pass remembers for its way back; changes no result
     * @return the sum of the targets' cross-entropies, in nats, before this step's update
     */
    public double accumulate(PackedBatch batch, double scale, Activations activations) {
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager();
                BatchTensors tensors = new BatchTensors(batch, scratch);
                IValue factor = IValue.from(scale);
                IValue recompute = IValue.from(activations == Activations.RECOMPUTED)) {
            IValue[] arguments = tensors.after(allTensors, learning.gradients());
            arguments = Arrays.copyOf(arguments, arguments.length + 2);
            arguments[arguments.length - 2] = factor;
            arguments[arguments.length - 1] = recompute;
            return program.run(scratch, "accumulate", arguments).get(0).toDoubleArray()[0];
        }
    }

    /** The sum of the targets' cross-entropies, in nats; nothing is learned from them. */
    public double evaluate(PackedBatch batch) {
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager();
                BatchTensors tensors = new BatchTensors(batch, scratch)) {
            return program.run(scratch, "evaluate", tensors.after(allTensors))
                    .get(0)
                    .toDoubleArray()[0];
        }
    }

    /** Length of the accumulated gradient over all that learns; a tied matrix counts once. */
    public double gradientNorm() {
        return learning.gradientNorm();
    }

    /**
     * Moves what learns by the accumulated gradient and clears it.
     *
     * @param step 1 for the first
     * @param factor multiplies the gradient: below 1 to clip it
     */
    public void update(int step, double factor, double learningRate, AdamW optimizer) {
        learning.update(step, factor, learningRate, optimizer);
    }

    /** Copies what learns as it is now, in the place of an earlier copy. */
    public void keep() {
        learning.keep();
    }

    /** Goes back to what was kept last. */
    public void returnToKept() {
        learning.returnToKept();
    }

    /** What a training needs to go on from between two steps; the arrays, which belong to {@code owner}, are the network's. */
    public Map<String, NDArray> state(PtNDManager owner) {
        return learning.state(owner);
    }

    /** Goes on from the state of a network of the same model and adaptation. */
    public void restore(Map<String, NDArray> state) {
        learning.restore(state);
    }

    /** The weights as a checkpoint has them, by their Hugging Face names: each is made of the network's when it is written. */
    public Map<String, PendingTensor> weights() {
        Map<String, PendingTensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < weights.size(); i++) {
            PtNDArray whole = weights.get(i);
            NetworkTensor tensor = blueprint.tensors().get(i);
            List<NetworkTensor.Rows> rows = tensor.rows(whole.getShape().get(0));
            for (int p = 0; p < rows.size(); p++) {
                Part part = tensor.parts().get(p);
                NetworkTensor.Rows own = rows.get(p);
                tensors.put(
                        part.name(),
                        new PendingTensor(
                                WeightLoader.shape(part, own.count(), whole.getShape()),
                                owner -> loader.extract((PtNDManager) owner, whole, own.first(), own.count(), part)));
            }
        }
        return tensors;
    }

    /** The adapter by the names of its layers; the arrays belong to {@code owner}. Only where adapters learn. */
    public Map<String, LowRankUpdate> adapter(PtNDManager owner) {
        return new AdapterTensors(adapters).updates(learning.arrays(), owner, loader);
    }

    /** PEFT's settings of the adapter. Only where adapters learn. */
    public AdapterConfiguration adapterConfiguration(String baseModel) {
        return adapters.configuration(baseModel);
    }

    /** Starts from an adapter with exactly the layers that are adapted, for tests. */
    void adopt(Map<String, LowRankUpdate> updates) {
        try (PtNDManager scratch = newManager()) {
            List<PtNDArray> start = new AdapterTensors(adapters).from(updates, scratch, loader);
            Map<String, NDArray> state = learning.state(scratch);
            for (int i = 0; i < start.size(); i++) {
                state.put("weight." + i, start.get(i));
            }
            learning.restore(state);
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
        learning.close();
        allTensors.close();
        loader.close();
        program.close();
        manager.close();
    }
}
