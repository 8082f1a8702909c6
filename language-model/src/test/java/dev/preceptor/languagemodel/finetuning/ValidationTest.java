package dev.preceptor.languagemodel.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.languagemodel.network.Golden;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationTest {

    private static final Path LLAMA = Golden.folder("llama");

    @Test
    void theSplitDependsOnlyOnTheSeed() {
        List<TrainingSequence> examples = GoldenExamples.random(20);
        TrainValidationSplit split = TrainValidationSplit.of(examples, 0.15, 7);

        assertThat(split.validation()).hasSize(3);
        assertThat(split.training()).hasSize(17).doesNotContainAnyElementsOf(split.validation());
        assertThat(TrainValidationSplit.of(examples, 0.15, 7)).isEqualTo(split);
        assertThat(TrainValidationSplit.of(examples, 0.15, 8).validation()).isNotEqualTo(split.validation());
        assertThat(TrainValidationSplit.of(examples, 0, 7).training()).isEqualTo(examples);
        assertThat(TrainValidationSplit.of(examples, 0.001, 7).validation()).hasSize(1);
        assertThatThrownBy(() -> TrainValidationSplit.of(examples.subList(0, 1), 0.1, 7))
                .isInstanceOf(FineTuningException.class)
                .hasMessageContaining("leaves none of 1 examples");
    }

    /** A model cannot generalise from random examples: while it memorises them, the validation loss soon rises. */
    @Test
    void theModelWithTheLeastLossIsKept(@TempDir Path folder) {
        List<TrainingSequence> examples = GoldenExamples.random(10);
        FineTuningOptions options = FineTuningOptions.defaults()
                .withLearningRate(LearningRate.constant(2e-2))
                .withEpochs(20)
                .withValidationFraction(0.3);
        List<ValidationLoss> seen = new ArrayList<>();
        FineTuningResult result;
        try (FineTuning tuning = FineTuning.load(LLAMA, options)) {
            result = tuning.run(examples, new TrainingListener() {
                @Override
                public void onStep(TrainingStep step, double tokensPerSecond) {}

                @Override
                public void onValidation(ValidationLoss validation) {
                    seen.add(validation);
                }
            });
            tuning.save(folder.resolve("best"));
        }
        assertThat(seen).isEqualTo(result.validation()).hasSize(20);
        double least = seen.stream().mapToDouble(ValidationLoss::loss).min().orElseThrow();
        assertThat(seen.get(19).loss()).isGreaterThan(least + 0.01);
        assertThat(seen.get(result.keptStep() - 1).loss()).isEqualTo(least);
        List<TrainingSequence> validationSet =
                TrainValidationSplit.of(examples, 0.3, 0).validation();
        FineTuningOptions once = FineTuningOptions.defaults().withSteps(1);
        try (FineTuning again = FineTuning.load(folder.resolve("best"), once)) {
            double loss =
                    again.run(validationSet, (step, speed) -> {}).steps().get(0).loss();
            assertThat(loss).isCloseTo(least, Offset.offset(1e-5));
        }
    }
}
