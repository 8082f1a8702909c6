package dev.preceptor.languagemodel.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.languagemodel.ComputeType;
import dev.preceptor.languagemodel.LanguageModel;
import dev.preceptor.languagemodel.LoadOptions;
import dev.preceptor.languagemodel.checkpoint.SavedCheckpoint;
import dev.preceptor.languagemodel.network.AdamW;
import dev.preceptor.languagemodel.network.Golden;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FineTuningTest {

    private static final Path LLAMA = Golden.folder("llama");
    private static final JsonNode GOLDEN = Golden.read("llama").get("training");
    private static final FineTuningOptions AS_REFERENCE = FineTuningOptions.defaults()
            .withLearningRate(LearningRate.constant(GOLDEN.get("lr").doubleValue()))
            .withShuffle(false, 0)
            .withComputeType(ComputeType.FLOAT32)
            .withSteps(4);

    @Test
    void stepsEqualTheReferenceForAllMicroBatchSizes() {
        for (int microBatchTokens : new int[] {1, 2048}) {
            FineTuningOptions options = AS_REFERENCE.withMicroBatchTokens(microBatchTokens);
            try (FineTuning tuning = FineTuning.load(LLAMA, options)) {
                List<TrainingStep> steps =
                        tuning.run(examples(), (step, speed) -> {}).steps();
                JsonNode losses = GOLDEN.get("losses_after_0_1_2_3_steps");
                for (int i = 0; i < 4; i++) {
                    assertThat(steps.get(i).loss()).isCloseTo(losses.get(i).doubleValue(), Offset.offset(1e-4));
                }
                assertThat(steps.get(0).gradNorm())
                        .isCloseTo(GOLDEN.get("grad_norm").doubleValue(), Percentage.withPercentage(0.01));
            }
        }
    }

    @Test
    void aSavedModelEqualsTheTrainedModel(@TempDir Path folder) {
        Path target = folder.resolve("checkpoint");
        List<TrainingStep> more;
        try (FineTuning tuning = FineTuning.load(LLAMA, AS_REFERENCE.withSteps(3))) {
            tuning.run(examples(), (step, speed) -> {});
            SavedCheckpoint saved = tuning.save(target);
            assertThat(saved.sha256()).hasSize(64);
        }
        try (FineTuning again = FineTuning.load(target, AS_REFERENCE.withSteps(1))) {
            more = again.run(examples(), (step, speed) -> {}).steps();
        }
        double expected = GOLDEN.get("losses_after_0_1_2_3_steps").get(3).doubleValue();
        assertThat(more.get(0).loss()).isCloseTo(expected, Offset.offset(1e-4));
        try (LanguageModel model =
                LanguageModel.load(target, LoadOptions.defaults().withComputeType(ComputeType.FLOAT32))) {
            assertThat(crossEntropy(model)).isCloseTo(expected, Offset.offset(1e-4));
        }
    }

    @Test
    void clippingScalesTheGradientAndDecayShrinksTheWeights() {
        double clipped = lossAfterOneStep(AS_REFERENCE.withMaxGradNorm(1e-3));
        double decayed =
                lossAfterOneStep(AS_REFERENCE.withMaxGradNorm(1e-9).withOptimizer(new AdamW(0.9, 0.999, 1, 100)));
        double first = GOLDEN.get("loss").doubleValue();
        // The step of Adam does not depend on the norm of the gradient if epsilon is small. With a large epsilon it
        // nearly
        // vanishes.
        assertThat(lossAfterOneStep(AS_REFERENCE.withMaxGradNorm(1e-9).withOptimizer(new AdamW(0.9, 0.999, 1, 0))))
                .isCloseTo(first, Offset.offset(1e-5));
        assertThat(clipped).isLessThan(first - 0.01);
        assertThat(Math.abs(decayed - first)).isGreaterThan(0.01);
    }

    @Test
    void longExamplesAreOmittedAndCounted() {
        List<TrainingSequence> examples = examples();
        examples.add(new TrainingSequence(new int[] {5}, new int[0]));
        int shorter = Math.min(examples.get(0).length(), examples.get(1).length());
        try (FineTuning tuning = FineTuning.load(LLAMA, AS_REFERENCE.withMaxLength(shorter))) {
            FineTuningResult result = tuning.run(examples, (step, speed) -> {});
            assertThat(result.examples()).isEqualTo(1);
            assertThat(result.leftOut()).isEqualTo(2);
        }
    }

    @Test
    void unusableExamplesAreRejected() {
        try (FineTuning tuning = FineTuning.load(LLAMA, AS_REFERENCE)) {
            assertThatThrownBy(() -> tuning.run(List.of(), (step, speed) -> {}))
                    .isInstanceOf(FineTuningException.class)
                    .hasMessageContaining("none of 0 examples");
            List<TrainingSequence> outsideVocabulary = List.of(new TrainingSequence(new int[] {1}, new int[] {300}));
            assertThatThrownBy(() -> tuning.run(outsideVocabulary, (step, speed) -> {}))
                    .isInstanceOf(FineTuningException.class)
                    .hasMessageContaining("token 300");
        }
    }

    @Test
    void aLossThatIsNotFiniteEndsTheTraining() {
        FineTuningOptions options = AS_REFERENCE.withLearningRate(LearningRate.constant(1e30));
        try (FineTuning tuning = FineTuning.load(LLAMA, options)) {
            assertThatThrownBy(() -> tuning.run(examples(), (step, speed) -> {}))
                    .isInstanceOf(FineTuningException.class)
                    .hasMessageContaining("step 2: loss")
                    .hasMessageContaining("NaN")
                    .hasMessageContaining("smaller learning rate");
        }
    }

    private static double lossAfterOneStep(FineTuningOptions options) {
        try (FineTuning tuning = FineTuning.load(LLAMA, options.withSteps(2))) {
            return tuning.run(examples(), (step, speed) -> {}).steps().get(1).loss();
        }
    }

    private static double crossEntropy(LanguageModel model) {
        double sum = 0;
        int targets = 0;
        for (TrainingSequence example : examples()) {
            int[] ids = example.ids();
            float[][] logits = model.logits(Arrays.copyOf(ids, ids.length - 1));
            for (int i = example.firstTarget(); i < ids.length; i++) {
                double total = 0;
                for (float logit : logits[i - 1]) {
                    total += Math.exp(logit);
                }
                sum += Math.log(total) - logits[i - 1][ids[i]];
                targets++;
            }
        }
        return sum / targets;
    }

    private static List<TrainingSequence> examples() {
        return GoldenExamples.of("llama");
    }
}
