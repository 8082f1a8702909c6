package dev.preceptor.languagemodel.network;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import java.util.Arrays;
import java.util.List;

/**
 * A model's weights in native memory and the program that computes with them, for generation: without gradients.
 *
 * <p>One class, although long: every method calls a function of the same program with the same weights. What belongs to a sequence
 * is in {@link KeyValueCache}.
 *
 * <p>Safe for use by several threads, each of which calls {@link Torch#prepareThread} first; a slot of a cache belongs to one
 * thread at a time.
 */
public final class Network implements AutoCloseable {

    private static final List<String> SOURCES = List.of(
            "layer.py", "cached_attention.py", "kernels.py", "inference_linear.py", "generation.py", "sampling.py");

    /** At 576 a second core makes a step of one sequence slower (13 ms to 14), and steps side by side twice as many. */
    private static final int SHORT_HIDDEN_SIZE = 1024;

    private static final int SCORED_LOGITS_BYTES = 128 << 20;

    private final ModelConfiguration configuration;
    private final PtNDManager manager;
    private final Program program;
    private final DataType type;

    private Network(ModelConfiguration configuration, DataType type, PtNDManager manager, Program program) {
        this.configuration = configuration;
        this.type = type;
        this.manager = manager;
        this.program = program;
    }

    /**
     * Reads a model's weights.
     *
     * @param type what to compute in: FLOAT32, FLOAT16 (GPU only) or BFLOAT16
     * @param kernel multiplies by the projections
     */
    public static Network load(
            ModelConfiguration configuration, WeightSource source, Device device, DataType type, LinearKernel kernel) {
        Blueprint blueprint = Blueprint.of(configuration);
        InferenceWeights weights = new InferenceWeights(blueprint, type, kernel);
        PtNDManager manager = Torch.manager(device);
        try {
            Program program = Program.load(manager, SOURCES, weights.constants());
            weights.load(source, manager, program);
            return new Network(configuration, type, manager, program);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** Bytes of memory that a model's weights take, laid out for a kernel. */
    public static long bytes(ModelConfiguration configuration, DataType type, LinearKernel kernel) {
        return new InferenceWeights(Blueprint.of(configuration), type, kernel).bytes();
    }

    /** The model's shape. */
    public ModelConfiguration configuration() {
        return configuration;
    }

    /**
     * The logits after each token of a sequence.
     *
     * @param ids tokens of the vocabulary, at most the model's context
     * @return [ids.length][vocabulary]
     */
    public float[][] logits(int[] ids) {
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager();
                IValue tokens =
                        tensor(scratch, Arrays.stream(ids).asLongStream().toArray())) {
            float[] flat = program.run(scratch, "logits", tokens).get(0).toFloatArray();
            int vocabulary = flat.length / ids.length;
            float[][] rows = new float[ids.length][vocabulary];
            for (int i = 0; i < ids.length; i++) {
                System.arraycopy(flat, i * vocabulary, rows[i], 0, vocabulary);
            }
            return rows;
        }
    }

    /** Bytes that the keys and values of one sequence take. */
    public long cacheBytes(int capacity) {
        ModelConfiguration c = configuration;
        return 2L * c.layers() * c.keyValueHeads() * c.headSize() * capacity * type.getNumOfBytes();
    }

    /** How many sequences there is memory for on the device, at most {@code slots}. */
    public int fittingSlots(int slots, int capacity) {
        return FreeMemory.fitting(slots, cacheBytes(capacity), DeviceMemory.free(manager.getDevice()));
    }

    /**
     * The natural logarithm of the probability of each token of a sequence after those before it. The logits of some tokens at a time
     * are in memory, twice: some {@value #SCORED_LOGITS_BYTES} bytes, however long the sequence is.
     *
     * @param ids at least two tokens of the vocabulary, at most the model's context
     * @return [ids.length - 1]: the first token has nothing before it
     */
    public float[] logProbabilities(int[] ids) {
        return logProbabilities(ids, scoredAtOnce(configuration.vocabularySize()));
    }

    /** How many tokens' logits are computed at once for that. */
    static int scoredAtOnce(int vocabularySize) {
        return Math.max(1, SCORED_LOGITS_BYTES / 2 / Float.BYTES / vocabularySize);
    }

    float[] logProbabilities(int[] ids, int atOnce) {
        long[] wide = Arrays.stream(ids).asLongStream().toArray();
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager();
                IValue tokens = tensor(scratch, Arrays.copyOf(wide, wide.length - 1));
                IValue targets = tensor(scratch, Arrays.copyOfRange(wide, 1, wide.length));
                IValue rows = IValue.from((long) atOnce)) {
            return program.run(scratch, "log_probabilities", tokens, targets, rows)
                    .get(0)
                    .toFloatArray();
        }
    }

    /**
     * Reserves room for sequences.
     *
     * @param slots how many
     * @param capacity tokens of each
     */
    public KeyValueCache newCache(int slots, int capacity) {
        try (IValue slotCount = IValue.from((long) slots);
                IValue rows = IValue.from((long) capacity)) {
            IValue keys = program.evaluate("new_cache", slotCount, rows);
            IValue values = program.evaluate("new_cache", slotCount, rows);
            return new KeyValueCache(keys, values, slots, capacity);
        }
    }

    /**
     * Whether a decoding step is many short products, so that one core computes it as fast as several, and several steps side
     * by side take nothing from each other.
     */
    public boolean hasShortSteps() {
        return configuration.hiddenSize() <= SHORT_HIDDEN_SIZE
                && !manager.getDevice().isGpu();
    }

    /** How many prompt tokens a step should have, so that the device is busy and those who decode do not wait long. */
    public int prefillTokens() {
        return manager.getDevice().isGpu() ? 4096 : 512;
    }

    /**
     * Computes one step, writing its tokens' keys and values into the cache.
     *
     * @return the next token of each sequence for which the step wants one, in that order
     */
    public long[] run(NetworkStep step, KeyValueCache cache) {
        clear(step, cache);
        int heads = configuration.keyValueHeads();
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager();
                IValue tokens = tensor(scratch, step.tokens());
                IValue positions = tensor(scratch, step.positions());
                IValue cacheRows = tensor(scratch, step.cacheRows(heads, cache.capacity()));
                IValue segments = IValue.listFrom(step.flatSegments());
                IValue groups = IValue.listFrom(step.flatDecodeGroups());
                IValue wanted = tensor(scratch, step.wanted());
                IValue controls =
                        IValue.from((PtNDArray) scratch.create(step.controls(), new Shape(step.wanted().length, 4)));
                IValue mode = IValue.from((long) step.mode())) {
            NDList next = program.run(
                    scratch,
                    "step",
                    cache.keys(),
                    cache.values(),
                    tokens,
                    positions,
                    cacheRows,
                    segments,
                    groups,
                    wanted,
                    controls,
                    mode);
            return next.get(0).toLongArray();
        }
    }

    /**
     * Writes zeros to the rows after a sequence that a decode group will read, some hundred at a time: a mask hides them, but the
     * product of a hidden NaN is NaN, too.
     */
    private void clear(NetworkStep step, KeyValueCache cache) {
        for (NetworkStep.DecodeGroup group : step.decodeGroups()) {
            for (int slot = group.firstSlot(); slot < group.firstSlot() + group.slots(); slot++) {
                if (cache.cleared(slot) < group.length()) {
                    int end = Math.min(cache.capacity(), group.length() + 128);
                    clear(cache, slot, (int) step.position(slot), end);
                    cache.cleared(slot, end);
                }
            }
        }
    }

    private void clear(KeyValueCache cache, int slot, int from, int to) {
        try (IValue slotNumber = IValue.from((long) slot);
                IValue start = IValue.from((long) from);
                IValue end = IValue.from((long) to)) {
            program.evaluate("clear_rows", cache.keys(), cache.values(), slotNumber, start, end)
                    .close();
        }
    }

    /** Copies the first rows of one slot to another. */
    public void copy(KeyValueCache cache, int from, int to, int rows) {
        try (IValue source = IValue.from((long) from);
                IValue target = IValue.from((long) to);
                IValue count = IValue.from((long) rows)) {
            program.evaluate("copy_rows", cache.keys(), cache.values(), source, target, count)
                    .close();
        }
    }

    /** The probabilities that sampling draws from: what {@link NetworkStep#wantNext} promises, for tests. */
    float[] distribution(float[] logits, double temperature, double topP, int topK) {
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager();
                IValue row = IValue.from((PtNDArray) scratch.create(logits, new Shape(1, logits.length)));
                IValue controls = IValue.from((PtNDArray)
                        scratch.create(new float[] {(float) temperature, (float) topP, topK, 0}, new Shape(1, 4)))) {
            return program.run(scratch, "distribution", row, controls).get(0).toFloatArray();
        }
    }

    /** The token that a draw chooses, for tests. */
    int choose(float[] logits, double temperature, double topP, int topK, float drawn) {
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager();
                IValue row = IValue.from((PtNDArray) scratch.create(logits, new Shape(1, logits.length)));
                IValue controls = IValue.from((PtNDArray)
                        scratch.create(new float[] {(float) temperature, (float) topP, topK, drawn}, new Shape(1, 4)));
                IValue mode = IValue.from((long) NetworkStep.mode(temperature, topP, topK))) {
            return (int)
                    program.run(scratch, "sample", row, controls, mode).get(0).toLongArray()[0];
        }
    }

    private static IValue tensor(PtNDManager owner, long[] values) {
        return IValue.from((PtNDArray) owner.create(values));
    }

    @Override
    public void close() {
        program.close();
        manager.close();
    }
}
