package dev.preceptor.languagemodel;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.LoraMergedWeights;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import dev.preceptor.languagemodel.generation.Generator;
import dev.preceptor.languagemodel.generation.GeneratorOptions;
import dev.preceptor.languagemodel.network.DeviceMemory;
import dev.preceptor.languagemodel.network.FreeMemory;
import dev.preceptor.languagemodel.network.LinearKernel;
import dev.preceptor.languagemodel.network.NativeThread;
import dev.preceptor.languagemodel.network.Network;
import dev.preceptor.languagemodel.network.Torch;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * A causal language model in native memory, for generation. {@link dev.preceptor.languagemodel.finetuning.FineTuning} loads
 * its own copy.
 *
 * <p>Safe for use by several threads, and several generators may share one model. The caller closes it after its generators.
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
     * @throws CheckpointException if the model or its adapter cannot be read; the message names the file
     */
    public static LanguageModel load(Path model, LoadOptions options) {
        if (!Files.exists(model)) {
            throw new CheckpointException(model + ": no such model folder or .gguf file");
        }
        ModelConfiguration configuration = ModelConfiguration.read(model);
        // Starts PyTorch before the second thread: concurrent initialisation makes the logging libraries print
        // warnings.
        Device device = Torch.fastestDevice();
        CompletableFuture<Tokenizer> tokenizer = CompletableFuture.supplyAsync(() -> Tokenizer.load(model));
        Network network;
        try {
            network = NativeThread.call("model-weights", () -> network(model, configuration, options, device));
        } catch (RuntimeException e) {
            // Wait: native code must not run while the process exits because of this exception.
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
                .<WeightSource>map(adapter -> LoraMergedWeights.open(model, adapter, configuration))
                .orElseGet(() -> WeightSource.open(model));
    }

    /** Returns the configuration of the model. */
    public ModelConfiguration configuration() {
        return network.configuration();
    }

    /** Returns the tokenizer of the model. It is closed with the model. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /**
     * Computes the logits after each token of a text, without a key-value cache. It is meant for measurements.
     *
     * @param ids at least one token, at most the context length of the model
     * @return float32 [ids.length][vocabulary]
     */
    public float[][] logits(int[] ids) {
        requireValid(ids, 1);
        return pass(() -> network.logits(ids));
    }

    /**
     * Computes the natural logarithm of the probability of each token of a text given the preceding tokens, without a key-value
     * cache. It is meant for measurements.
     *
     * @param ids at least two tokens, at most the context length of the model
     * @return float32 [ids.length - 1], without the first token
     */
    public float[] logProbabilities(int[] ids) {
        requireValid(ids, 2);
        return pass(() -> network.logProbabilities(ids));
    }

    /**
     * Scores the tokens of a text given the preceding tokens, without a key-value cache.
     *
     * @param ids at least {@code first} tokens, at most the context length of the model
     * @param first the index of the first token to score, at least 1
     * @param width the number of likeliest tokens at each place, from 0 to the size of the vocabulary
     */
    public TokenScores score(int[] ids, int first, int width) {
        requireValid(ids, Math.max(1, first));
        if (first < 1 || width < 0 || width > configuration().vocabularySize()) {
            throw new IllegalArgumentException("%d likeliest tokens from token %d on; the vocabulary has %d tokens"
                    .formatted(width, first, configuration().vocabularySize()));
        }
        return pass(() -> network.score(ids, first, width));
    }

    private void requireValid(int[] ids, int min) {
        if (ids.length < min || ids.length > configuration().contextLength()) {
            throw new IllegalArgumentException("a text of %d tokens; the model takes %d to %d"
                    .formatted(ids.length, min, configuration().contextLength()));
        }
        for (int id : ids) {
            if (id < 0 || id >= configuration().vocabularySize()) {
                throw new IllegalArgumentException("token %d is not in the vocabulary of %d"
                        .formatted(id, configuration().vocabularySize()));
            }
        }
    }

    private <T> T pass(Supplier<T> computation) {
        return NativeThread.call("model-pass", () -> {
            Torch.prepareThread(options.threads());
            return computation.get();
        });
    }

    /** Creates a generator. The caller closes it before the model. */
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
