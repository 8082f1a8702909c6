package dev.preceptor.languagemodel.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model whose weights learn: weights, gradients and the optimiser's two moments, all in float32 and changed in place.
 *
 * <p>Not safe for use by several threads. The thread calls {@link Torch#prepareThread} first.
 */
public final class TrainableNetwork implements AutoCloseable {

    private static final List<String> SOURCES =
            List.of("layers.py", "gradients.py", "packed_attention.py", "training.py");

    private final Blueprint blueprint;
    private final PtNDManager manager;
    private final Program program;
    private final List<PtNDArray> weights;
    private final IValue allWeights;
    private final IValue learningWeights;
    private final IValue gradients;
    private final IValue means;
    private final IValue squares;

    private TrainableNetwork(Blueprint blueprint, PtNDManager manager, Program program, List<PtNDArray> weights) {
        this.blueprint = blueprint;
        this.manager = manager;
        this.program = program;
        this.weights = weights;
        List<PtNDArray> withTable = new ArrayList<>(weights);
        withTable.add(InferenceWeights.rotaryTable(manager, blueprint.configuration()));
        allWeights = IValue.listFrom(withTable.toArray(PtNDArray[]::new));
        learningWeights = IValue.listFrom(weights.toArray(PtNDArray[]::new));
        gradients = program.evaluate("zeros_like_all", learningWeights);
        means = program.evaluate("zeros_like_all", learningWeights);
        squares = program.evaluate("zeros_like_all", learningWeights);
    }

    /**
     * Reads a model's weights.
     *
     * @param half multiply in bfloat16; sums, weights and gradients stay float32
     */
    public static TrainableNetwork load(
            ModelConfiguration configuration, WeightSource source, Device device, boolean half) {
        Blueprint blueprint = Blueprint.of(configuration);
        Map<String, Object> constants = new LinkedHashMap<>(blueprint.constants());
        int head = blueprint.slot("head.weight");
        constants.put("onednn", !device.isGpu() && !(half && Bfloat16.onThisCpu() == Bfloat16.MISSING));
        constants.put("half", half);
        constants.put("rotary_table", (long) blueprint.tensors().size());
        constants.put("head", (long) (head < 0 ? blueprint.slot("embedding.weight") : head));
        PtNDManager manager = Torch.manager(device);
        try (WeightLoader loader = new WeightLoader(manager)) {
            List<PtNDArray> weights = new ArrayList<>();
            for (NetworkTensor tensor : blueprint.tensors()) {
                weights.add(loader.load(manager, source, tensor, blueprint.shapeOf(tensor), DataType.FLOAT32));
            }
            return new TrainableNetwork(blueprint, manager, Program.load(manager, SOURCES, constants), weights);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /**
     * Adds a micro-batch's gradient.
     *
     * @param scale what its summed loss counts: 1 / the whole step's targets for a mean over them
     * @return the sum of the targets' cross-entropies, in nats, before this step's update
     */
    public double accumulate(PackedBatch batch, double scale) {
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager();
                IValue tokens = tensor(scratch, batch.tokens());
                IValue positions = tensor(scratch, positions(batch));
                IValue counts = IValue.listFrom(widened(batch.lengths()));
                IValue rows = tensor(scratch, batch.rows());
                IValue targets = tensor(scratch, batch.targets());
                IValue factor = IValue.from(scale)) {
            return program.run(
                            scratch,
                            "accumulate",
                            allWeights,
                            gradients,
                            tokens,
                            positions,
                            counts,
                            rows,
                            targets,
                            factor)
                    .get(0)
                    .toDoubleArray()[0];
        }
    }

    /** Length of the accumulated gradient over all weights; a tied matrix counts once. */
    public double gradientNorm() {
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager()) {
            return program.run(scratch, "gradient_norm", gradients).get(0).toDoubleArray()[0];
        }
    }

    /**
     * Moves the weights by the accumulated gradient and clears it.
     *
     * @param step 1 for the first
     * @param factor multiplies the gradient: below 1 to clip it
     */
    public void update(int step, double factor, double learningRate, AdamW optimizer) {
        try (IValue number = IValue.from((long) step);
                IValue scale = IValue.from(factor);
                IValue rate = IValue.from(learningRate);
                IValue beta1 = IValue.from(optimizer.beta1());
                IValue beta2 = IValue.from(optimizer.beta2());
                IValue epsilon = IValue.from(optimizer.epsilon());
                IValue decay = IValue.from(optimizer.weightDecay())) {
            program.evaluate(
                            "update",
                            learningWeights,
                            gradients,
                            means,
                            squares,
                            number,
                            scale,
                            rate,
                            beta1,
                            beta2,
                            epsilon,
                            decay)
                    .close();
        }
    }

    /** The weights as a checkpoint has them, by their Hugging Face names; the arrays belong to {@code owner}. */
    public Map<String, NDArray> weights(PtNDManager owner) {
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        try (WeightLoader loader = new WeightLoader(manager)) {
            for (int i = 0; i < weights.size(); i++) {
                long first = 0;
                List<Part> parts = blueprint.tensors().get(i).parts();
                for (int p = 0; p < parts.size(); p++) {
                    Part part = parts.get(p);
                    long rows = rows(weights.get(i), parts, p, first);
                    tensors.put(part.name(), loader.extract(owner, weights.get(i), first, rows, part));
                    first += rows;
                }
            }
        }
        return tensors;
    }

    /** Rows of one part: those of its order, else an equal share of what parts without one have left. */
    private static long rows(PtNDArray whole, List<Part> parts, int index, long first) {
        Part part = parts.get(index);
        if (part.order() != null) {
            return part.order().length;
        }
        return (whole.getShape().get(0) - first) / (parts.size() - index);
    }

    /** A manager for arrays beside this network's. */
    public PtNDManager newManager() {
        return (PtNDManager) manager.newSubManager();
    }

    /** The model's shape. */
    public ModelConfiguration configuration() {
        return blueprint.configuration();
    }

    private static int[] positions(PackedBatch batch) {
        int[] positions = new int[batch.tokens().length];
        int at = 0;
        for (int length : batch.lengths()) {
            for (int i = 0; i < length; i++) {
                positions[at++] = i;
            }
        }
        return positions;
    }

    private static IValue tensor(PtNDManager owner, int[] values) {
        return IValue.from((PtNDArray) owner.create(widened(values)));
    }

    private static long[] widened(int[] values) {
        long[] wide = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    @Override
    public void close() {
        squares.close();
        means.close();
        gradients.close();
        learningWeights.close();
        allWeights.close();
        program.close();
        manager.close();
    }
}
