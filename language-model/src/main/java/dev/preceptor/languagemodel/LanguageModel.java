package dev.preceptor.languagemodel;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import dev.preceptor.languagemodel.checkpoint.AdaptedWeights;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import dev.preceptor.languagemodel.generation.Generator;
import dev.preceptor.languagemodel.generation.GeneratorOptions;
import dev.preceptor.languagemodel.network.DeviceMemory;
import dev.preceptor.languagemodel.network.FreeMemory;
import dev.preceptor.languagemodel.network.LinearKernel;
import dev.preceptor.languagemodel.network.Network;
import dev.preceptor.languagemodel.network.Torch;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A causal language model in native memory, for generation. Fine-tuning loads its own copy: see {@link
 * dev.preceptor.languagemodel.finetuning.FineTuning}.
 *
 * <p>Safe for use by several threads; several generators may share one model. Whoever loads it closes it, after the
 * generators.
 */
public final class LanguageModel implements AutoCloseable {

    private final Network network;
    private final Tokenizer tokenizer;
    private final LoadOptions options;

    private LanguageModel(Network network, Tokenizer tokenizer, LoadOptions options) {
        this.network = network;
        this.tokenizer = tokenizer;
        this.options = options;
    }

    /**
     * Loads a model.
     *
     * @param model a folder in Hugging Face's layout (config.json, *.safetensors, tokenizer.json), or a .gguf file
     * @throws CheckpointException if it or its adapter cannot be read; the message names the file
     */
    public static LanguageModel load(Path model, LoadOptions options) {
        if (!Files.exists(model)) {
            throw new CheckpointException(model + ": no such model folder or .gguf file");
        }
        ModelConfiguration configuration = ModelConfiguration.read(model);
        // Before there are two threads: libraries that set up their logging in both at once complain of each other.
        Device device = Torch.fastestDevice();
        CompletableFuture<Tokenizer> tokenizer = CompletableFuture.supplyAsync(() -> Tokenizer.load(model));
        Network network;
        try {
            network = network(model, configuration, options, device);
        } catch (RuntimeException e) {
            // Native code must not be at work when a process ends because of this.
            tokenizer
                    .thenAccept(Tokenizer::close)
                    .exceptionally(failure -> null)
                    .join();
            throw e;
        }
        try {
            return new LanguageModel(network, tokenizer.join(), options);
        } catch (CompletionException e) {
            network.close();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static Network network(Path model, ModelConfiguration configuration, LoadOptions options, Device device) {
        try (WeightSource source = weights(model, options, configuration)) {
            DataType type = options.computeType().on(device);
            LinearKernel kernel = options.computeType().linearKernelOn(device, source);
            FreeMemory.require(model, Network.bytes(configuration, type, kernel), DeviceMemory.free(device));
            Torch.prepareThread(options.threads());
            return Network.load(configuration, source, device, type, kernel);
        }
    }

    private static WeightSource weights(Path model, LoadOptions options, ModelConfiguration configuration) {
        return options.adapter()
                .<WeightSource>map(adapter -> AdaptedWeights.open(model, adapter, configuration))
                .orElseGet(() -> WeightSource.open(model));
    }

    /** The model's shape; its end tokens are among it. */
    public ModelConfiguration configuration() {
        return network.configuration();
    }

    /** The model's tokenizer, closed with the model. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /**
     * The logits after each token of a text, for measuring: nothing is cached.
     *
     * @param ids at least one token, at most the model's context
     * @return float32 of [ids.length][vocabulary]
     */
    public float[][] logits(int[] ids) {
        require(ids, 1);
        return network.logits(ids);
    }

    /**
     * The natural logarithm of the probability of each token of a text after those before it, for measuring: nothing is
     * cached.
     *
     * @param ids at least two tokens, at most the model's context
     * @return float32 of [ids.length - 1]: the first token has nothing before it
     */
    public float[] logProbabilities(int[] ids) {
        require(ids, 2);
        return network.logProbabilities(ids);
    }

    private void require(int[] ids, int fewest) {
        if (ids.length < fewest || ids.length > configuration().contextLength()) {
            throw new IllegalArgumentException("a text of %d tokens; the model takes %d to %d"
                    .formatted(ids.length, fewest, configuration().contextLength()));
        }
        for (int id : ids) {
            if (id < 0 || id >= configuration().vocabularySize()) {
                throw new IllegalArgumentException("token %d is not in the vocabulary of %d"
                        .formatted(id, configuration().vocabularySize()));
            }
        }
        Torch.prepareThread(options.threads());
    }

    /** Starts a generator, which the caller closes before the model. */
    public Generator newGenerator(GeneratorOptions generatorOptions) {
        return new Generator(network, tokenizer, generatorOptions);
    }

    /** Frees the weights. */
    @Override
    public void close() {
        network.close();
        tokenizer.close();
    }
}
