package dev.preceptor.languagemodel.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the backward pass (layer_backward.py) with PyTorch's autograd on the forward pass (layer.py). */
class AutogradTest {

    /** Relative to the norm of a gradient. The two compute float32 sums in different orders. */
    private static final double TOLERANCE = 1e-4;

    @BeforeAll
    static void prepareThread() {
        Torch.prepareThread(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama",
                "llama_untied",
                "qwen2",
                "qwen3",
                "mistral",
                "phi3",
                "gemma3_text",
                "gpt2",
                "gpt_bigcode",
                "starcoder2",
                "codegen"
            })
    void gradientsOfAllWeightsEqualAutograd(String model) {
        compare(model, AdaptationMethod.full());
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "phi3", "gemma3_text", "gpt_bigcode", "codegen"})
    void gradientsOfAdaptersEqualAutograd(String model) {
        compare(model, new AdaptationMethod.LowRank(4, 8, false, List.of(AdaptationMethod.LowRank.ALL_LINEAR), 1));
    }

    private static NDList arguments(PackedBatch batch, double scale, PtNDManager owner) {
        int[] positions = Arrays.stream(batch.lengths())
                .flatMap(length -> IntStream.range(0, length))
                .toArray();
        NDList arguments = new NDList();
        for (int[] values : List.of(batch.tokens(), positions, batch.lengths(), batch.rows(), batch.targets())) {
            arguments.add(owner.create(Arrays.stream(values).asLongStream().toArray()));
        }
        arguments.add(owner.create(new double[] {scale}));
        return arguments;
    }

    private static void compare(String model, AdaptationMethod method) {
        List<String> sources = new ArrayList<>(TrainableNetwork.SOURCES);
        sources.add("autograd.py");
        PackedBatch batch = GoldenTraining.batch(model);
        double scale = 1.0 / batch.targets().length;
        try (WeightSource source = WeightSource.open(Golden.folder(model));
                TrainableNetwork network = TrainableNetwork.load(
                        ModelConfiguration.read(Golden.folder(model)),
                        source,
                        Device.cpu(),
                        false,
                        false,
                        method,
                        sources);
                PtNDManager arrays = network.newManager()) {
            // The gradient of A is zero while B is zero.
            network.accumulate(batch, scale, Activations.KEPT);
            network.update(1, 1, 1e-2, AdamW.defaults());
            network.accumulate(batch, scale, Activations.KEPT);

            NDList expected = network.program().forwardWithAutograd(arguments(batch, scale, arrays));
            NDList gradients = network.gradients(arrays);

            assertThat(gradients).hasSameSizeAs(expected);
            double total = network.gradientNorm();
            for (int i = 0; i < expected.size(); i++) {
                float[] actual = gradients.get(i).toFloatArray();
                float[] reference = expected.get(i).toFloatArray();
                assertThat(actual).hasSameSizeAs(reference);
                double difference = 0;
                double norm = 0;
                for (int j = 0; j < actual.length; j++) {
                    difference += Math.pow(actual[j] - reference[j], 2);
                    norm += Math.pow(reference[j], 2);
                }
                // The gradient of some biases is only rounding, so the tolerance includes a share of the norm of all
                // gradients.
                assertThat(Math.sqrt(difference))
                        .as("gradient %d of %s", i, model)
                        .isLessThan(TOLERANCE * Math.sqrt(norm) + 1e-6 * total);
            }
        }
    }
}
