package dev.preceptor.languagemodel.finetuning;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import dev.preceptor.languagemodel.checkpoint.AdapterFolder;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.CheckpointType;
import dev.preceptor.languagemodel.checkpoint.HuggingFaceFolder;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.SavedCheckpoint;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import dev.preceptor.languagemodel.network.Activations;
import dev.preceptor.languagemodel.network.AdaptationMethod;
import dev.preceptor.languagemodel.network.DeviceMemory;
import dev.preceptor.languagemodel.network.FreeMemory;
import dev.preceptor.languagemodel.network.Torch;
import dev.preceptor.languagemodel.network.TrainableNetwork;
import dev.preceptor.languagemodel.network.TrainingMemoryEstimate;
import dev.preceptor.languagemodel.network.TrainingMemoryEstimator;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Fine-tunes a model: load, {@link #run}, then {@link #save} or, where adapters learn, {@link #saveAdapter}. It holds its own
 * copy of the weights in float32. Where all weights learn there are three more of that size for gradients and the optimiser,
 * and one for the best epoch's where examples are held out; adapters are small, and so is all that belongs to them.
 *
 * <p>Not safe for use by several threads, but several may exist.
 */
public final class FineTuning implements AutoCloseable {

    private final Path model;
    private final TrainableNetwork network;
    private final Map<String, byte[]> tokenizerFiles;
    private final FineTuningOptions options;
    private final OptionalLong freeBefore;

    private FineTuning(
            Path model,
            TrainableNetwork network,
            Map<String, byte[]> tokenizerFiles,
            FineTuningOptions options,
            OptionalLong freeBefore) {
        this.model = model;
        this.network = network;
        this.tokenizerFiles = tokenizerFiles;
        this.options = options;
        this.freeBefore = freeBefore;
    }

    /**
     * What a training will take of the memory of the device that it will run on; nothing is loaded.
     *
     * @param model as for {@link #load}
     * @param examples as for {@link #run}
     * @throws FineTuningException with what is needed and what there is if it does not fit; if no example can be trained on, or one
     *     has a token that the model lacks
     * @throws CheckpointException if the model's shape cannot be read, or it lacks a target of the adaptation
     */
    public static TrainingForecast forecast(Path model, List<TrainingSequence> examples, FineTuningOptions options) {
        requireModel(model);
        ModelConfiguration configuration = ModelConfiguration.read(model);
        Device device = Torch.fastestDevice();
        return forecast(
                configuration,
                usable(examples, configuration, options),
                options,
                DeviceMemory.free(device),
                DeviceMemory.name(device));
    }

    private static TrainingForecast forecast(
            ModelConfiguration configuration,
            List<TrainingSequence> usable,
            FineTuningOptions options,
            OptionalLong free,
            String device) {
        Split split = Split.of(usable, options.validationFraction(), options.seed());
        return TrainingForecast.of(configuration, split, StepPlan.of(split.training(), options), options, free, device)
                .required();
    }

    private static void requireModel(Path model) {
        if (!Files.exists(model)) {
            throw new CheckpointException(model + ": no such model folder or .gguf file");
        }
    }

    /**
     * Loads the model to start from.
     *
     * @param model a folder in Hugging Face's layout, or a .gguf file, whose quantised weights are trained as float32
     * @throws CheckpointException if it cannot be read, does not fit into memory, or lacks a target of the adaptation
     */
    public static FineTuning load(Path model, FineTuningOptions options) {
        requireModel(model);
        ModelConfiguration configuration = ModelConfiguration.read(model);
        Map<String, byte[]> files;
        try (Tokenizer tokenizer = Tokenizer.load(model)) {
            files = tokenizer.files();
        }
        Device device = Torch.fastestDevice();
        boolean half = options.computeType().isHalf(device);
        Torch.prepareThread(options.threads());
        OptionalLong free = DeviceMemory.free(device);
        TrainingMemoryEstimate least = new TrainingMemoryEstimator(
                        configuration, options.adaptation(), options.validationFraction() > 0)
                .estimate(1, 1, Activations.RECOMPUTED);
        FreeMemory.require(model, least.total(), free);
        try (WeightSource source = WeightSource.open(model)) {
            TrainableNetwork network = TrainableNetwork.load(configuration, source, device, half, options.adaptation());
            return new FineTuning(model, network, files, options, free);
        }
    }

    /** The model's shape. */
    public ModelConfiguration configuration() {
        return network.configuration();
    }

    /** Trains without saving on the way: see {@link #run(List, Saving, TrainingListener)}. */
    public FineTuningResult run(List<TrainingSequence> examples, TrainingListener listener) {
        return run(examples, null, listener);
    }

    /**
     * Trains. May be called once. On a CPU, with the same number of cores, a training that was interrupted and goes on from
     * its saved state has the same losses and weights, bit by bit, as one that was not; a GPU's sums differ in the last digits
     * from call to call.
     *
     * @param examples tokens of the model's vocabulary
     * @param saving null: not on the way
     * @throws FineTuningException if no example can be trained on, one has a token that the model lacks, memory is short,
     *     the saved state is another training's, or the loss is no number any more
     * @throws CheckpointException if a state cannot be read or written
     */
    public FineTuningResult run(List<TrainingSequence> examples, Saving saving, TrainingListener listener) {
        List<TrainingSequence> usable = usable(examples, configuration(), options);
        Torch.prepareThread(options.threads());
        TrainingFingerprint fingerprint = TrainingFingerprint.of(model, options, examples);
        // By what was free before the weights were there: gradients and moments take theirs at the first step.
        Activations activations = forecast(
                        configuration(), usable, options, freeBefore, DeviceMemory.name(network.device()))
                .needs()
                .activationMode();
        Split split = Split.of(usable, options.validationFraction(), options.seed());
        TrainingRun training = new TrainingRun(network, options, split, activations, fingerprint);
        if (saving != null) {
            new SavedTraining(saving.folder()).newest(fingerprint).ifPresent(training::resume);
        }
        TrainingProgress done = training.finish(saving, listener);
        int kept =
                done.validation().isEmpty() ? done.steps().size() : done.best().step();
        return new FineTuningResult(
                done.steps(),
                done.validation(),
                kept,
                usable.size(),
                examples.size() - usable.size(),
                done.tokensPerSecond());
    }

    private static List<TrainingSequence> usable(
            List<TrainingSequence> examples, ModelConfiguration configuration, FineTuningOptions options) {
        int longest = Math.min(options.maxLength(), configuration.contextLength());
        List<TrainingSequence> usable = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            TrainingSequence example = examples.get(i);
            for (int id : example.ids()) {
                if (id < 0 || id >= configuration.vocabularySize()) {
                    throw new FineTuningException("example %d has token %d, which is not in the vocabulary of %d"
                            .formatted(i, id, configuration.vocabularySize()));
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

    /** Writes the model as it is now as {@link #save(Path, CheckpointType)} does, in the type of the model that it began with. */
    public SavedCheckpoint save(Path target) {
        return save(target, CheckpointType.BASE);
    }

    /**
     * Writes the model as it is now as a Hugging Face folder, whole or not at all, its weights rounded to the nearest, ties to even.
     * Where adapters learn, see {@link #saveAdapter} and {@link AdaptedModel#merge}.
     *
     * @param target a folder that does not exist yet, or is empty
     * @param type of the weights in the files; what is trained, and what {@link Saving} keeps, stays float32
     * @throws CheckpointException if it cannot be written, or a weight is beyond the type
     */
    public SavedCheckpoint save(Path target, CheckpointType type) {
        if (options.adaptation() instanceof AdaptationMethod.LowRank) {
            throw new IllegalStateException("adapters were trained: saveAdapter writes them");
        }
        return HuggingFaceFolder.write(
                target, configuration().withStoredType(type.of(model)), network.weights(), tokenizerFiles);
    }

    /**
     * Writes the adapter in PEFT's layout, in float32, whole or not at all.
     *
     * @param target a folder that does not exist yet, or is empty
     * @param baseModel what it adapts, as those who load it will find it: a name on the hub, or a folder
     */
    public SavedCheckpoint saveAdapter(Path target, String baseModel) {
        if (options.adaptation() instanceof AdaptationMethod.Full) {
            throw new IllegalStateException("all weights were trained: save writes them");
        }
        try (var arrays = network.newManager()) {
            return AdapterFolder.write(
                    target,
                    network.adapterConfiguration(baseModel),
                    network.adapter(arrays),
                    DataType.FLOAT32,
                    tokenizerFiles);
        }
    }

    /** Frees the weights. */
    @Override
    public void close() {
        network.close();
    }
}
