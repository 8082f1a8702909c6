package dev.preceptor.languagemodel.network;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.preceptor.languagemodel.TokenScores;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import java.util.Arrays;
import java.util.List;

/**
 * A network for generation: the weights in native memory and the program that computes with them, without gradients.
 *
 * <p>One class, although long: every method calls a function of the same program with the same weights. The state of sequences is
 * in {@link KeyValueCache}.
 *
 * <p>Safe for use by several threads. Each thread calls {@link Torch#prepareThread} first. A slot of a cache must be used by one
 * thread at a time.
 */
public final class Network implements AutoCloseable {

    private static final List<String> SOURCES = List.of(
            "layer.py",
            "cached_attention.py",
            "kernels.py",
            "inference_linear.py",
            "generation.py",
            "sampling.py",
            "scoring.py");

    /** At a hidden size of 576, a second core slows a step down from 13 ms to 14 ms, and two parallel steps double the throughput. */
    private static final int SHORT_HIDDEN_SIZE = 1024;

    private static final int SCORED_LOGITS_BYTES = 128 << 20;

    private final ModelConfiguration configuration;
    private final PtNDManager manager;
    private final TorchScriptProgram program;
    private final DataType type;

    private Network(ModelConfiguration configuration, DataType type, PtNDManager manager, TorchScriptProgram program) {
        this.configuration = configuration;
        this.type = type;
        this.manager = manager;
        this.program = program;
    }

    /**
     * Loads the weights of a model.
     *
     * @param type the data type of computations: FLOAT32, FLOAT16 (GPU only) or BFLOAT16
     * @param kernel the kernel of the projections
     */
    public static Network load(
            ModelConfiguration configuration, WeightSource source, Device device, DataType type, LinearKernel kernel) {
        NetworkDefinition definition = NetworkDefinition.of(configuration);
        InferenceWeights weights = new InferenceWeights(definition, type, kernel);
        PtNDManager manager = Torch.manager(device);
        try {
            TorchScriptProgram program = TorchScriptProgram.load(manager, SOURCES, weights.constants());
            weights.load(source, manager, program);
            return new Network(configuration, type, manager, program);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** Returns the bytes of memory that the weights of a model need with a kernel. */
    public static long bytes(ModelConfiguration configuration, DataType type, LinearKernel kernel) {
        return new InferenceWeights(NetworkDefinition.of(configuration), type, kernel).bytes();
    }

    /** Returns the configuration of the model. */
    public ModelConfiguration configuration() {
        return configuration;
    }

    /**
     * Computes the logits after each token of a sequence.
     *
     * @param ids tokens of the vocabulary, at most the context length of the model
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

    /** Returns the bytes of the keys and values of one sequence. */
    public long cacheBytes(int capacity) {
        ModelConfiguration c = configuration;
        return 2L * c.layers() * c.keyValueHeads() * c.headSize() * capacity * type.getNumOfBytes();
    }

    /** Returns how many sequences fit into the memory of the device, at most {@code slots}. */
    public int fittingSlots(int slots, int capacity) {
        return FreeMemory.countThatFits(slots, cacheBytes(capacity), DeviceMemory.free(manager.getDevice()));
    }

    /**
     * Computes the natural logarithm of the probability of each token of a sequence given the preceding tokens. It processes the
     * logits in chunks. Two copies of a chunk take about {@value #SCORED_LOGITS_BYTES} bytes, independent of the length.
     *
     * @param ids at least two tokens of the vocabulary, at most the context length of the model
     * @return [ids.length - 1], without the first token
     */
    public float[] logProbabilities(int[] ids) {
        return logProbabilities(ids, scoredRows(configuration.vocabularySize()));
    }

    /** Returns the number of tokens in a chunk of logits. */
    static int scoredRows(int vocabularySize) {
        return Math.max(1, SCORED_LOGITS_BYTES / 2 / Float.BYTES / vocabularySize);
    }

    float[] logProbabilities(int[] ids, int rowsPerChunk) {
        long[] longIds = Arrays.stream(ids).asLongStream().toArray();
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager();
                IValue tokens = tensor(scratch, Arrays.copyOf(longIds, longIds.length - 1));
                IValue targets = tensor(scratch, Arrays.copyOfRange(longIds, 1, longIds.length));
                IValue rows = IValue.from((long) rowsPerChunk)) {
            return program.run(scratch, "log_probabilities", tokens, targets, rows)
                    .get(0)
                    .toFloatArray();
        }
    }

    /** Scores the tokens of a sequence, see {@link dev.preceptor.languagemodel.LanguageModel#score}. */
    public TokenScores score(int[] ids, int first, int width) {
        return score(ids, first, width, scoredRows(configuration.vocabularySize()));
    }

    TokenScores score(int[] ids, int first, int width, int rowsPerChunk) {
        long[] tokens = Arrays.stream(ids).asLongStream().toArray();
        long[] targets = Arrays.copyOf(Arrays.copyOfRange(tokens, 1, tokens.length), tokens.length);
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager();
                IValue input = tensor(scratch, tokens);
                IValue next = tensor(scratch, targets);
                IValue from = IValue.from(first - 1L);
                IValue count = IValue.from((long) width);
                IValue rows = IValue.from((long) rowsPerChunk)) {
            NDList scores = program.run(scratch, "score", input, next, from, count, rows);
            int last = ids.length - first;
            float[] own = scores.get(2).toFloatArray();
            int[] ranks = ints(scores.get(3).toLongArray());
            own[last] = Float.NaN;
            ranks[last] = 0;
            return new TokenScores(
                    first,
                    width,
                    width == 0 ? new int[0] : ints(scores.get(0).toLongArray()),
                    width == 0 ? new float[0] : scores.get(1).toFloatArray(),
                    own,
                    ranks);
        }
    }

    private static int[] ints(long[] values) {
        return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
    }

    /** Returns the tokens with the greatest logits, in descending order. For tests. */
    int[] likeliest(float[] logits, int width) {
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager();
                IValue row = IValue.from((PtNDArray) scratch.create(logits, new Shape(1, logits.length)));
                IValue count = IValue.from((long) width)) {
            return ints(program.run(scratch, "likeliest", row, count).get(1).toLongArray());
        }
    }

    /**
     * Creates a key-value cache.
     *
     * @param slots the number of sequences
     * @param capacity the maximum number of tokens in a sequence
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
     * Returns whether a decoding step consists of short products only. One core then computes it as fast as several cores, and
     * parallel steps do not slow each other down.
     */
    public boolean hasShortSteps() {
        return configuration.hiddenSize() <= SHORT_HIDDEN_SIZE
                && !manager.getDevice().isGpu();
    }

    /** Returns the recommended number of prompt tokens in a step. It keeps the device busy and the decoding sequences from waiting long. */
    public int prefillTokens() {
        return manager.getDevice().isGpu() ? 4096 : 512;
    }

    /**
     * Computes a step, and writes the keys and values of its tokens to the cache.
     *
     * @return the next tokens that the step requests, in the order of the requests
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
                IValue requested = tensor(scratch, step.requested());
                IValue controls = IValue.from(
                        (PtNDArray) scratch.create(step.controls(), new Shape(step.requested().length, 4)));
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
                    requested,
                    controls,
                    mode);
            return next.get(0).toLongArray();
        }
    }

    /**
     * Zeroes the rows after a sequence that a decode group reads, at least 128 at a time. The mask hides these rows, but a NaN in
     * them would make the product NaN.
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

    /** Copies the first rows of a slot to another slot. */
    public void copy(KeyValueCache cache, int from, int to, int rows) {
        try (IValue source = IValue.from((long) from);
                IValue target = IValue.from((long) to);
                IValue count = IValue.from((long) rows)) {
            program.evaluate("copy_rows", cache.keys(), cache.values(), source, target, count)
                    .close();
        }
    }

    /** Returns the probabilities that sampling draws from, see {@link NetworkStep#requestNextToken}. For tests. */
    float[] distribution(float[] logits, double temperature, double topP, int topK) {
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager();
                IValue row = IValue.from((PtNDArray) scratch.create(logits, new Shape(1, logits.length)));
                IValue controls = IValue.from((PtNDArray)
                        scratch.create(new float[] {(float) temperature, (float) topP, topK, 0}, new Shape(1, 4)))) {
            return program.run(scratch, "distribution", row, controls).get(0).toFloatArray();
        }
    }

    /** Returns the token that a random number selects. For tests. */
    int choose(float[] logits, double temperature, double topP, int topK, float random) {
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager();
                IValue row = IValue.from((PtNDArray) scratch.create(logits, new Shape(1, logits.length)));
                IValue controls = IValue.from((PtNDArray) scratch.create(
                        new float[] {(float) temperature, (float) topP, topK, random}, new Shape(1, 4)));
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
