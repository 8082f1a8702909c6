package dev.preceptor.languagemodel.finetuning;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.HuggingFaceFolder;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.SavedCheckpoint;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import dev.preceptor.languagemodel.network.Activations;
import dev.preceptor.languagemodel.network.Adaptation;
import dev.preceptor.languagemodel.network.FreeMemory;
import dev.preceptor.languagemodel.network.PackedBatch;
import dev.preceptor.languagemodel.network.Torch;
import dev.preceptor.languagemodel.network.TrainableNetwork;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Fine-tunes all weights of a model: load, {@link #run}, {@link #save}. It holds its own copy of the weights in float32,
 * with three more of that size for gradients and the optimiser.
 *
 * <p>Not safe for use by several threads, but several may exist.
 */
public final class FineTuning implements AutoCloseable {

    /** Weights, gradients, and AdamW's two means. */
    private static final int COPIES = 4;

    private final TrainableNetwork network;
    private final Map<String, byte[]> tokenizerFiles;
    private final FineTuningOptions options;

    private FineTuning(TrainableNetwork network, Map<String, byte[]> tokenizerFiles, FineTuningOptions options) {
        this.network = network;
        this.tokenizerFiles = tokenizerFiles;
        this.options = options;
    }

    /**
     * Loads the model to start from.
     *
     * @param model a folder in Hugging Face's layout, or a .gguf file, whose quantised weights are trained as float32
     * @throws CheckpointException if it cannot be read
     */
    public static FineTuning load(Path model, FineTuningOptions options) {
        if (!Files.exists(model)) {
            throw new CheckpointException(model + ": no such model folder or .gguf file");
        }
        ModelConfiguration configuration = ModelConfiguration.read(model);
        Map<String, byte[]> files;
        try (Tokenizer tokenizer = Tokenizer.load(model)) {
            files = tokenizer.files();
        }
        Device device = Torch.fastestDevice();
        boolean half = options.computeType().isHalf(device);
        Torch.prepareThread(options.threads());
        try (WeightSource source = WeightSource.open(model)) {
            if (!device.isGpu()) {
                FreeMemory.require(model, source, COPIES * Float.BYTES);
            }
            return new FineTuning(
                    TrainableNetwork.load(configuration, source, device, half, Adaptation.full()), files, options);
        }
    }

    /** The model's shape. */
    public ModelConfiguration configuration() {
        return network.configuration();
    }

    /**
     * Trains. May be called once.
     *
     * @param examples tokens of the model's vocabulary
     * @throws FineTuningException if no example can be trained on, one has a token that the model lacks, or the loss is
     *     no number any more
     */
    public FineTuningResult run(List<TrainingSequence> examples, TrainingListener listener) {
        List<TrainingSequence> usable = usable(examples);
        Torch.prepareThread(options.threads());
        List<List<TrainingSequence>> plan = StepPlan.of(usable, options);
        List<TrainingStep> steps = new ArrayList<>();
        long start = System.nanoTime();
        long tokens = 0;
        double tokensPerSecond = 0;
        for (int i = 0; i < plan.size(); i++) {
            TrainingStep step = step(plan.get(i), i, plan.size());
            steps.add(step);
            tokens += step.tokens();
            tokensPerSecond = tokens * 1e9 / (System.nanoTime() - start);
            listener.onStep(step, tokensPerSecond);
        }
        return new FineTuningResult(steps, usable.size(), examples.size() - usable.size(), tokensPerSecond);
    }

    private List<TrainingSequence> usable(List<TrainingSequence> examples) {
        int longest = Math.min(options.maxLength(), configuration().contextLength());
        List<TrainingSequence> usable = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            TrainingSequence example = examples.get(i);
            for (int id : example.ids()) {
                if (id < 0 || id >= configuration().vocabularySize()) {
                    throw new FineTuningException("example %d has token %d, which is not in the vocabulary of %d"
                            .formatted(i, id, configuration().vocabularySize()));
                }
            }
            if (example.length() > example.firstTarget() && example.length() <= longest) {
                usable.add(example);
            }
        }
        if (usable.isEmpty()) {
            throw new FineTuningException(
                    "none of %d examples has a completion and at most %d tokens".formatted(examples.size(), longest));
        }
        return usable;
    }

    private TrainingStep step(List<TrainingSequence> examples, int index, int steps) {
        long targets = 0;
        int tokens = 0;
        for (TrainingSequence example : examples) {
            targets += example.length() - example.firstTarget();
            tokens += example.length();
        }
        double sum = 0;
        for (List<TrainingSequence> part : StepPlan.microBatches(examples, options.microBatchTokens())) {
            List<PackedBatch.Row> rows = part.stream()
                    .map(example -> new PackedBatch.Row(example.ids(), example.firstTarget()))
                    .toList();
            sum += network.accumulate(PackedBatch.of(rows), 1.0 / targets, Activations.KEPT);
        }
        double loss = sum / targets;
        double norm = network.gradientNorm();
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new FineTuningException(
                    "step %d: loss %s and gradient %s are no numbers; a smaller learning rate may help"
                            .formatted(index + 1, loss, norm));
        }
        double rate = options.learningRate().at(index, steps);
        network.update(index + 1, clipping(norm), rate, options.optimizer());
        return new TrainingStep(index + 1, steps, loss, rate, norm, tokens);
    }

    private double clipping(double norm) {
        double greatest = options.maxGradNorm();
        return greatest == 0 || norm <= greatest ? 1 : greatest / (norm + 1e-6);
    }

    /**
     * Writes the model as it is now as a Hugging Face folder with float32 weights, whole or not at all.
     *
     * @param target a folder that does not exist yet, or is empty
     */
    public SavedCheckpoint save(Path target) {
        try (var arrays = network.newManager()) {
            return HuggingFaceFolder.write(
                    target, configuration().withStoredType(DataType.FLOAT32), network.weights(arrays), tokenizerFiles);
        }
    }

    /** Frees the weights. */
    @Override
    public void close() {
        network.close();
    }
}
