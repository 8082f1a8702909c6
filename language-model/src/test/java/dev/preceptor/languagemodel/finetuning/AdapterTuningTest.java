package dev.preceptor.languagemodel.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.languagemodel.ComputeType;
import dev.preceptor.languagemodel.LanguageModel;
import dev.preceptor.languagemodel.LoadOptions;
import dev.preceptor.languagemodel.checkpoint.AdapterConfiguration;
import dev.preceptor.languagemodel.checkpoint.AdapterFolder;
import dev.preceptor.languagemodel.network.AdaptationMethod;
import dev.preceptor.languagemodel.network.Golden;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdapterTuningTest {

    private static final int[] TEXT = {5, 17, 40, 41, 9, 100, 33};

    /** The models include norms of queries and keys, transposed matrices, and biases in all layers. */
    @ParameterizedTest
    @ValueSource(strings = {"llama", "codegen", "gpt_bigcode", "qwen3", "gpt2", "starcoder2"})
    void theAdapterAndTheMergedModelEqualTheTrainedModel(String model, @TempDir Path folder) {
        Path base = Golden.folder(model);
        AdaptationMethod method = new AdaptationMethod.LowRank(4, 8, true, List.of("all-linear"), 3);
        FineTuningOptions options = FineTuningOptions.defaults()
                .withAdaptation(method)
                .withComputeType(ComputeType.FLOAT32)
                .withLearningRate(LearningRate.constant(1e-2))
                .withSteps(5);
        List<TrainingSequence> examples = GoldenExamples.of(model);
        try (FineTuning tuning = FineTuning.load(base, options)) {
            tuning.run(examples, (step, speed) -> {});
            tuning.saveAdapter(folder.resolve("adapter"), "the/base");
            assertThatThrownBy(() -> tuning.save(folder.resolve("full"))).isInstanceOf(IllegalStateException.class);
        }
        AdapterMerger.merge(base, folder.resolve("adapter"), folder.resolve("merged"));

        AdapterConfiguration settings = AdapterFolder.configuration(folder.resolve("adapter"));
        assertThat(settings.baseModel()).isEqualTo("the/base");
        assertThat(settings.rankStabilised()).isTrue();
        // The loss of the next step of the same training is the expected value.
        double next;
        try (FineTuning longer = FineTuning.load(base, options.withSteps(6))) {
            next = longer.run(examples, (step, speed) -> {}).steps().get(5).loss();
        }
        FineTuningOptions once = FineTuningOptions.defaults()
                .withComputeType(ComputeType.FLOAT32)
                .withSteps(1);
        try (FineTuning merged = FineTuning.load(folder.resolve("merged"), once)) {
            assertThat(merged.run(examples, (step, speed) -> {}).steps().get(0).loss())
                    .isCloseTo(next, Offset.offset(1e-4));
        }
        LoadOptions adapted =
                LoadOptions.defaults().withComputeType(ComputeType.FLOAT32).withAdapter(folder.resolve("adapter"));
        try (LanguageModel one = LanguageModel.load(base, adapted);
                LanguageModel other = LanguageModel.load(
                        folder.resolve("merged"), LoadOptions.defaults().withComputeType(ComputeType.FLOAT32))) {
            float[][] expected = other.logits(TEXT);
            float[][] logits = one.logits(TEXT);
            for (int i = 0; i < TEXT.length; i++) {
                assertThat(logits[i]).containsExactly(expected[i], Offset.offset(1e-5f));
            }
        }
    }
}
