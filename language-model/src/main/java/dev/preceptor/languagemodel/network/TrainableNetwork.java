package dev.preceptor.languagemodel.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A network for training. Either all weights are trained, or LoRA adapters of frozen weights. Weights are float32 and are updated
 * in place.
 *
 * <p>One class, although long: every method works on the same native tensors, which are freed together. The methods are in the
 * order of a training step.
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
            "training.py",
            "soft_targets.py");

    private final NetworkDefinition definition;
    private final AdapterLayout adapters;
    private final PtNDManager manager;
    private final TorchScriptProgram program;
    private final WeightLoader loader;
    private final List<PtNDArray> weights;
    private final TrainedTensors trained;

    private TrainableNetwork(
            NetworkDefinition definition,
            AdapterLayout adapters,
            PtNDManager manager,
            TorchScriptProgram program,
            WeightLoader loader,
            List<PtNDArray> weights) {
        this.definition = definition;
        this.adapters = adapters;
        this.manager = manager;
        this.program = program;
        this.loader = loader;
        this.weights = weights;
        List<PtNDArray> all = new ArrayList<>(weights);
        for (AttentionTypes.AttentionType attention :
                definition.attentionTypes().types()) {
            all.add(RotaryFrequencies.create(
                    manager, attention, definition.configuration().rotaryDimensions()));
        }
        List<PtNDArray> adapterTensors = adapters == null ? List.of() : new AdapterTensors(adapters).create(manager);
        all.addAll(adapterTensors);
        trained = new TrainedTensors(manager, program, adapters == null ? weights : adapterTensors);
        try (IValue list = IValue.listFrom(all.toArray(PtNDArray[]::new))) {
            program.evaluate("set_weights", list, trained.gradients()).close();
        }
    }

    /**
     * Loads the weights of a model.
     *
     * @param bfloat16Products whether matrix products are computed in bfloat16; sums, weights and gradients are float32
     * @throws CheckpointException if the weights cannot be read, or a target of LoRA matches no layer
     */
    public static TrainableNetwork load(
            ModelConfiguration configuration,
            WeightSource source,
            Device device,
            boolean bfloat16Products,
            AdaptationMethod method) {
        boolean oneDnn = !device.isGpu()
                && !(bfloat16Products && LowPrecisionMatmul.ofBfloat16() == LowPrecisionMatmul.UNSUPPORTED);
        return load(configuration, source, device, bfloat16Products, oneDnn, method, SOURCES);
    }

    /** Loads the weights of a model, with a given kernel of matrix products and given sources of the program. For tests. */
    static TrainableNetwork load(
            ModelConfiguration configuration,
            WeightSource source,
            Device device,
            boolean bfloat16Products,
            boolean oneDnn,
            AdaptationMethod method,
            List<String> sources) {
        NetworkDefinition definition = NetworkDefinition.of(configuration);
        int tensors = definition.tensors().size();
        int adapterStart = tensors + definition.attentionTypes().types().size();
        AdapterLayout adapters =
                method instanceof AdaptationMethod.LowRank lowRank ? AdapterLayout.of(definition, lowRank) : null;
        Map<String, Object> constants = definition.constants(definition.head(), tensors, adapterStart);
        constants.put("weights", TorchScriptArchive.EmptyList.TENSORS);
        constants.put("gradients", TorchScriptArchive.EmptyList.TENSORS);
        constants.put("has_gradient", List.<Long>of());
        constants.put("keeps_states", true);
        constants.put("onednn", oneDnn);
        constants.put("bfloat16_products", bfloat16Products);
        constants.putAll(
                adapters == null
                        ? AdapterLayout.constantsWithoutAdapters(tensors)
                        : adapters.constants(tensors, adapterStart));
        PtNDManager manager = Torch.manager(device);
        try {
            WeightLoader loader = new WeightLoader(manager);
            List<PtNDArray> weights = new ArrayList<>();
            for (NetworkTensor tensor : definition.tensors()) {
                weights.add(loader.load(manager, source, tensor, definition.shapeOf(tensor), DataType.FLOAT32));
            }
            TorchScriptProgram program = TorchScriptProgram.load(manager, sources, constants);
            return new TrainableNetwork(definition, adapters, manager, program, loader, weights);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** Accumulates the gradient of a micro-batch without soft targets, or whose soft targets are not used. */
    public double accumulate(PackedBatch batch, double scale, Activations activations) {
        return accumulate(batch, null, scale, activations);
    }

    /**
     * Accumulates the gradient of a micro-batch.
     *
     * @param loss the loss of tokens with soft targets; null for the cross-entropy alone
     * @param scale the factor of the summed loss: 1 / the number of targets of the whole step for the mean over the step
     * @param activations whether the forward pass keeps activations; does not change the result
     * @return the sum of the losses of the targets, in nats, before the update
     */
    public double accumulate(PackedBatch batch, SoftLoss loss, double scale, Activations activations) {
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager();
                BatchArguments tensors = new BatchArguments(batch, scratch);
                SoftArguments soft = new SoftArguments(batch.soft(), loss, scratch);
                IValue factor = IValue.from(scale);
                IValue recompute = IValue.from(activations == Activations.RECOMPUTED)) {
            return program.run(scratch, "accumulate", tensors.followedBy(soft.followedBy(factor, recompute)))
                    .get(0)
                    .toDoubleArray()[0];
        }
    }

    /** Returns the sum of the cross-entropies of the targets, in nats, without computing gradients. */
    public double evaluate(PackedBatch batch) {
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager();
                BatchArguments tensors = new BatchArguments(batch, scratch)) {
            return program.run(scratch, "evaluate", tensors.followedBy()).get(0).toDoubleArray()[0];
        }
    }

    /** Returns the L2 norm of the accumulated gradients of all trained tensors. A tied matrix counts once. */
    public double gradientNorm() {
        return trained.gradientNorm();
    }

    /**
     * Performs an optimizer step with the accumulated gradients, and zeroes them.
     *
     * @param step the number of the step, starting at 1
     * @param factor the factor of the gradients, below 1 for clipping
     */
    public void update(int step, double factor, double learningRate, AdamW optimizer) {
        trained.update(step, factor, learningRate, optimizer);
    }

    /** Saves a copy of the trained tensors. It replaces the previous snapshot. */
    public void takeSnapshot() {
        trained.takeSnapshot();
    }

    /** Restores the trained tensors from the snapshot. */
    public void restoreSnapshot() {
        trained.restoreSnapshot();
    }

    /**
     * Returns the state between two steps, from which a training can resume.
     *
     * @param owner owns the arrays, which share the memory of the network
     */
    public Map<String, NDArray> state(PtNDManager owner) {
        return trained.state(owner);
    }

    /** Restores the state of a network with the same model and method. */
    public void restore(Map<String, NDArray> state) {
        trained.restore(state);
    }

    /** Returns the weights in the layout of a checkpoint, by Hugging Face name. A weight is converted when it is written. */
    public Map<String, LazyTensor> weights() {
        Map<String, LazyTensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < weights.size(); i++) {
            PtNDArray whole = weights.get(i);
            NetworkTensor tensor = definition.tensors().get(i);
            List<NetworkTensor.Rows> rows = tensor.rows(whole.getShape().get(0));
            for (int p = 0; p < rows.size(); p++) {
                CheckpointTensor part = tensor.parts().get(p);
                NetworkTensor.Rows partRows = rows.get(p);
                tensors.put(
                        part.name(),
                        new LazyTensor(
                                WeightLoader.shape(part, partRows.count(), whole.getShape()),
                                owner -> loader.extract(
                                        (PtNDManager) owner, whole, partRows.first(), partRows.count(), part)));
            }
        }
        return tensors;
    }

    /** Returns the adapter by the name of the layer. {@code owner} owns the arrays. Only for LoRA. */
    public Map<String, LowRankUpdate> adapter(PtNDManager owner) {
        return new AdapterTensors(adapters).updates(trained.arrays(), owner, loader);
    }

    /** Returns PEFT's configuration of the adapter. Only for LoRA. */
    public AdapterConfiguration adapterConfiguration(String baseModel) {
        return adapters.configuration(baseModel);
    }

    /**
     * Returns the summed loss of rows of logits, and the gradient of the logits. For tests.
     *
     * @param logits [targets.length][vocabulary], in one array
     */
    NDList lossAndGradient(float[] logits, int[] targets, SoftRows rows, SoftLoss loss, PtNDManager owner) {
        try (SoftArguments soft = new SoftArguments(rows, loss, owner);
                IValue values = IValue.from(
                        (PtNDArray) owner.create(logits, new Shape(targets.length, logits.length / targets.length)));
                IValue indices = IValue.from((PtNDArray)
                        owner.create(Arrays.stream(targets).asLongStream().toArray()));
                IValue scale = IValue.from(1.0)) {
            IValue[] arguments = Stream.concat(Stream.of(values, indices), Stream.of(soft.followedBy(scale)))
                    .toArray(IValue[]::new);
            return program.run(owner, "loss_and_gradient_of_logits_", arguments);
        }
    }

    /** Returns the program. For tests. */
    TorchScriptProgram program() {
        return program;
    }

    /** Returns the accumulated gradients of the trained tensors. For tests. */
    NDList gradients(PtNDManager owner) {
        return trained.gradients().toNDList(owner);
    }

    /** Loads an existing adapter, which must have exactly the adapted layers. For tests. */
    void loadAdapter(Map<String, LowRankUpdate> updates) {
        try (PtNDManager scratch = newManager()) {
            List<PtNDArray> tensors = new AdapterTensors(adapters).from(updates, scratch, loader);
            Map<String, NDArray> state = trained.state(scratch);
            for (int i = 0; i < tensors.size(); i++) {
                state.put("weight." + i, tensors.get(i));
            }
            trained.restore(state);
        }
    }

    /** Creates a manager for arrays on the same device. */
    public PtNDManager newManager() {
        return (PtNDManager) manager.newSubManager();
    }

    /** Returns the device of the network. */
    public Device device() {
        return manager.getDevice();
    }

    /** Returns the configuration of the model. */
    public ModelConfiguration configuration() {
        return definition.configuration();
    }

    @Override
    public void close() {
        trained.close();
        loader.close();
        program.close();
        manager.close();
    }
}
