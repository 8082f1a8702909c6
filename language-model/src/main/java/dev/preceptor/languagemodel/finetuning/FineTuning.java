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
 * Fine-tunes a model. Call {@link #load}, {@link #run}, and then {@link #save} or, for LoRA, {@link #saveAdapter}.
 *
 * <p>It holds its own float32 copy of the weights. Full fine-tuning needs three more copies for the gradients and the optimizer
 * state, and a fourth for the best epoch if there is a validation set. With LoRA these copies have the size of the adapters.
 *
 * <p>Not safe for use by several threads. Several instances may exist.
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
     * Estimates the device memory of a training, without loading the weights.
     *
     * @param model the model, as for {@link #load}
     * @param examples the examples, as for {@link #run}
     * @throws FineTuningException if the training does not fit into memory, with the needed and the free memory; if no example is
     *     usable; or if a token is not in the vocabulary
     * @throws CheckpointException if the configuration of the model cannot be read, or a target of LoRA matches no layer
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
        TrainValidationSplit split = TrainValidationSplit.of(usable, options.validationFraction(), options.seed());
        return TrainingForecast.of(
                        configuration, split, BatchSampler.steps(split.training(), options), options, free, device)
                .required();
    }

    private static void requireModel(Path model) {
        if (!Files.exists(model)) {
            throw new CheckpointException(model + ": no such model folder or .gguf file");
        }
    }

    /**
     * Loads the model.
     *
     * @param model a folder in Hugging Face's layout, or a .gguf file; quantised weights are converted to float32
     * @throws CheckpointException if the model cannot be read or does not fit into memory, or a target of LoRA matches no layer
     */
    public static FineTuning load(Path model, FineTuningOptions options) {
        requireModel(model);
        ModelConfiguration configuration = ModelConfiguration.read(model);
        Map<String, byte[]> files;
        try (Tokenizer tokenizer = Tokenizer.load(model)) {
            files = tokenizer.files();
        }
        Device device = Torch.fastestDevice();
        boolean bfloat16Products = options.computeType().isHalfInTraining(device);
        Torch.prepareThread(options.threads());
        OptionalLong free = DeviceMemory.free(device);
        TrainingMemoryEstimate least = new TrainingMemoryEstimator(
                        configuration, options.adaptation(), options.validationFraction() > 0)
                .estimate(1, 1, Activations.RECOMPUTED);
        FreeMemory.require(model, least.total(), free);
        try (WeightSource source = WeightSource.open(model)) {
            TrainableNetwork network =
                    TrainableNetwork.load(configuration, source, device, bfloat16Products, options.adaptation());
            return new FineTuning(model, network, files, options, free);
        }
    }

    /** Returns the configuration of the model. */
    public ModelConfiguration configuration() {
        return network.configuration();
    }

    /** Trains without saving states; see {@link #run(List, TrainingStateFolder, TrainingListener)}. */
    public FineTuningResult run(List<TrainingSequence> examples, TrainingListener listener) {
        return run(examples, null, listener);
    }

    /**
     * Trains. Call this method once. On a CPU with the same number of cores, a training that resumes from a saved state has the
     * same losses and weights, bit by bit, as an uninterrupted one. On a GPU the last digits of sums vary from call to call.
     *
     * @param examples the examples, as tokens of the vocabulary
     * @param states the folder in which states are saved and from which an interrupted training resumes; null to save none
     * @throws FineTuningException if no example is usable, a token is not in the vocabulary, the memory does not suffice, the saved
     *     state belongs to another training, or the loss becomes infinite or NaN
     * @throws CheckpointException if a state cannot be read or written
     */
    public FineTuningResult run(
            List<TrainingSequence> examples, TrainingStateFolder states, TrainingListener listener) {
        List<TrainingSequence> usable = usable(examples, configuration(), options);
        Torch.prepareThread(options.threads());
        TrainingFingerprint fingerprint = TrainingFingerprint.of(model, options, examples);
        // Uses the memory that was free before loading, because the forecast includes the weights.
        Activations activations = forecast(
                        configuration(), usable, options, freeBefore, DeviceMemory.name(network.device()))
                .memory()
                .activationMode();
        TrainValidationSplit split = TrainValidationSplit.of(usable, options.validationFraction(), options.seed());
        TrainingRun training = new TrainingRun(network, options, split, activations, fingerprint);
        if (states != null) {
            new TrainingStates(states.folder()).newest(fingerprint).ifPresent(training::resume);
        }
        TrainingProgress progress = training.run(states, listener);
        int keptStep = progress.validation().isEmpty()
                ? progress.steps().size()
                : progress.best().step();
        return new FineTuningResult(
                progress.steps(),
                progress.validation(),
                keptStep,
                usable.size(),
                examples.size() - usable.size(),
                progress.tokensPerSecond());
    }

    static List<TrainingSequence> usable(
            List<TrainingSequence> examples, ModelConfiguration configuration, FineTuningOptions options) {
        int longest = Math.min(options.maxLength(), configuration.contextLength());
        List<TrainingSequence> usable = new ArrayList<>();
        int softTokens = 0;
        for (int i = 0; i < examples.size(); i++) {
            TrainingSequence example = examples.get(i);
            for (int id : example.ids()) {
                if (id < 0 || id >= configuration.vocabularySize()) {
                    throw new FineTuningException("example %d has token %d, which is not in the vocabulary of %d"
                            .formatted(i, id, configuration.vocabularySize()));
                }
            }
            if (options.softLoss() != null && example.soft() != null) {
                softTokens = softTokens == 0 ? example.soft().tokens() : softTokens;
                SoftTargetCheck.require(i, example, options.softLoss(), configuration.vocabularySize(), softTokens);
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

    /** Saves the model like {@link #save(Path, CheckpointType)}, in the data type of the base model. */
    public SavedCheckpoint save(Path target) {
        return save(target, CheckpointType.BASE);
    }

    /**
     * Saves the current model as a Hugging Face folder, which appears atomically. Weights are rounded to nearest, ties to even. For
     * LoRA see {@link #saveAdapter} and {@link AdapterMerger#merge}.
     *
     * @param target a folder that does not exist or is empty
     * @param type the data type of the saved weights; the weights in memory and in saved states stay float32
     * @throws CheckpointException if the folder cannot be written, or a weight exceeds the range of the type
     */
    public SavedCheckpoint save(Path target, CheckpointType type) {
        if (options.adaptation() instanceof AdaptationMethod.LowRank) {
            throw new IllegalStateException("the training used LoRA; call saveAdapter");
        }
        return HuggingFaceFolder.write(
                target, configuration().withStoredType(type.of(model)), network.weights(), tokenizerFiles);
    }

    /**
     * Saves the adapter in PEFT's layout, in float32, without a tokenizer: an adapter uses the one of its base. The folder appears
     * atomically.
     *
     * @param target a folder that does not exist or is empty
     * @param baseModel the name of the base model for adapter_config.json: a name on the hub, or a folder
     */
    public SavedCheckpoint saveAdapter(Path target, String baseModel) {
        if (options.adaptation() instanceof AdaptationMethod.Full) {
            throw new IllegalStateException("the training used all weights; call save");
        }
        try (var arrays = network.newManager()) {
            return AdapterFolder.write(
                    target, network.adapterConfiguration(baseModel), network.adapter(arrays), DataType.FLOAT32);
        }
    }

    /** Frees the weights. */
    @Override
    public void close() {
        network.close();
    }
}
