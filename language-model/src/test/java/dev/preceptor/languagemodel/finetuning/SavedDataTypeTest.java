package dev.preceptor.languagemodel.finetuning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.preceptor.languagemodel.ComputeType;
import dev.preceptor.languagemodel.LanguageModel;
import dev.preceptor.languagemodel.LoadOptions;
import dev.preceptor.languagemodel.checkpoint.CheckpointType;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import dev.preceptor.languagemodel.network.AdaptationMethod;
import dev.preceptor.languagemodel.network.Golden;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The data type of saved checkpoints. The saved weights must be the trained weights rounded to that type. */
class SavedDataTypeTest {

    private static final int[] TEXT = {5, 17, 40, 41, 9, 100, 33};
    private static final FineTuningOptions OPTIONS = FineTuningOptions.defaults()
            .withLearningRate(LearningRate.constant(1e-2))
            .withComputeType(ComputeType.FLOAT32)
            .withSteps(3);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"llama, F32", "llama_bf16, BF16", "llama_gguf/llama-q4_1.gguf, BF16"})
    void aCheckpointHasTheTypeOfItsBase(String model, String stored) {
        try (FineTuning tuning = FineTuning.load(Golden.folder(model), OPTIONS)) {
            tuning.run(GoldenExamples.of("llama"), (step, speed) -> {});
            tuning.save(folder.resolve("checkpoint"));
            tuning.save(folder.resolve("full"), CheckpointType.FLOAT32);
        }

        assertRounded("checkpoint", "full", stored);
        // A second training from the checkpoint saves the same type.
        try (FineTuning next = FineTuning.load(folder.resolve("checkpoint"), OPTIONS.withSteps(1))) {
            next.run(GoldenExamples.of("llama"), (step, speed) -> {});
            next.save(folder.resolve("next"));
        }
        try (WeightSource weights = WeightSource.open(folder.resolve("next"))) {
            assertThat(weights.names())
                    .allSatisfy(
                            name -> assertThat(weights.info(name).storedType()).isEqualTo(stored));
        }
    }

    @ParameterizedTest
    @CsvSource({"llama, F32", "llama_bf16, BF16", "llama_gguf/llama-q4_1.gguf, BF16"})
    void aMergedModelHasTheTypeOfItsBase(String model, String stored) {
        Path base = Golden.folder(model);
        FineTuningOptions options =
                OPTIONS.withAdaptation(new AdaptationMethod.LowRank(4, 8, false, List.of("all-linear"), 3));
        try (FineTuning tuning = FineTuning.load(base, options)) {
            tuning.run(GoldenExamples.of("llama"), (step, speed) -> {});
            tuning.saveAdapter(folder.resolve("adapter"), "the/base");
        }
        AdapterMerger.merge(base, folder.resolve("adapter"), folder.resolve("merged"));
        AdapterMerger.merge(base, folder.resolve("adapter"), folder.resolve("full"), CheckpointType.FLOAT32);

        assertRounded("merged", "full", stored);
    }

    @Test
    void anotherTypeCanBeRequested() {
        try (FineTuning tuning = FineTuning.load(Golden.folder("llama_bf16"), OPTIONS)) {
            tuning.run(GoldenExamples.of("llama"), (step, speed) -> {});
            tuning.save(folder.resolve("half"), CheckpointType.FLOAT16);
            tuning.save(folder.resolve("full"), CheckpointType.FLOAT32);
        }
        assertRounded("half", "full", "F16");
    }

    /** A checkpoint of a quantised base can be loaded with every compute type. */
    @ParameterizedTest
    @ValueSource(strings = {"AUTO", "FLOAT32", "HALF", "BFLOAT16", "FASTEST"})
    void aCheckpointOfAQuantisedBaseLoadsInEachComputeType(ComputeType type) {
        try (FineTuning tuning = FineTuning.load(Golden.folder("llama_gguf/llama-q4_1.gguf"), OPTIONS)) {
            tuning.run(GoldenExamples.of("llama"), (step, speed) -> {});
            tuning.save(folder.resolve("checkpoint"));
        }
        try (LanguageModel model = load("checkpoint", type);
                LanguageModel expected = load("checkpoint", ComputeType.FLOAT32)) {
            float[] logits = model.logits(TEXT)[6];
            float[] reference = expected.logits(TEXT)[6];
            // The tolerance is the difference of the reference's bfloat16 logits; see the notes on the fixtures.
            double distance = 0;
            double length = 0;
            for (int i = 0; i < logits.length; i++) {
                distance += Math.pow(logits[i] - reference[i], 2);
                length += Math.pow(reference[i], 2);
            }
            assertThat(Math.sqrt(distance / length)).isCloseTo(0, Offset.offset(5e-2));
        }
    }

    private LanguageModel load(String name, ComputeType type) {
        return LanguageModel.load(folder.resolve(name), LoadOptions.defaults().withComputeType(type));
    }

    private void assertRounded(String name, String full, String stored) {
        try (WeightSource written = WeightSource.open(folder.resolve(name));
                WeightSource trained = WeightSource.open(folder.resolve(full));
                NDManager manager = NDManager.newBaseManager()) {
            assertThat(written.names()).isEqualTo(trained.names());
            String type = Golden.json(folder.resolve(name).resolve("config.json"))
                    .get("torch_dtype")
                    .asText();
            assertThat(type)
                    .isEqualTo(stored.equals("F32") ? "float32" : stored.equals("F16") ? "float16" : "bfloat16");
            for (String tensor : written.names()) {
                assertThat(written.info(tensor).storedType()).isEqualTo(stored);
                assertThat(trained.info(tensor).storedType()).isEqualTo("F32");
                float[] values = written.read(manager, tensor, DataType.FLOAT32).toFloatArray();
                float[] exact = trained.read(manager, tensor, DataType.FLOAT32).toFloatArray();
                for (int i = 0; i < values.length; i++) {
                    assertNearest(values[i], exact[i], stored);
                }
            }
        }
    }

    /** Asserts that the value is the exact number rounded to nearest, ties to even. */
    private static void assertNearest(float value, float exact, String stored) {
        if (stored.equals("F32")) {
            assertThat(value).isEqualTo(exact);
            return;
        }
        int digits = stored.equals("BF16") ? 8 : 11;
        int exponent = Math.max(Math.getExponent(exact), stored.equals("BF16") ? -126 : -14);
        // Math.rint rounds ties to even.
        double unit = Math.scalb(1.0, exponent - digits + 1);
        assertThat((double) value).isEqualTo(Math.rint(exact / unit) * unit);
    }
}
