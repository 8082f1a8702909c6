package dev.preceptor.languagemodel.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.network.Activations;
import dev.preceptor.languagemodel.network.AdaptationMethod;
import dev.preceptor.languagemodel.network.Golden;
import dev.preceptor.languagemodel.network.TrainingMemoryEstimate;
import dev.preceptor.languagemodel.network.TrainingMemoryEstimator;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TrainingForecastTest {

    private static final ModelConfiguration MODEL = ModelConfiguration.read(Golden.folder("llama"));
    private static final List<TrainingSequence> EXAMPLES =
            List.of(new TrainingSequence(new int[60], new int[40]), new TrainingSequence(new int[10], new int[5]));
    private static final FineTuningOptions OPTIONS =
            FineTuningOptions.defaults().withMicroBatchTokens(50);
    private static final TrainingMemoryEstimator ESTIMATOR =
            new TrainingMemoryEstimator(MODEL, AdaptationMethod.full(), false);
    private static final TrainingMemoryEstimate KEPT = ESTIMATOR.estimate(100, 100, Activations.KEPT);
    private static final TrainingMemoryEstimate RECOMPUTED = ESTIMATOR.estimate(100, 100, Activations.RECOMPUTED);

    @Test
    void activationsAreKeptIfTheyFit() {
        assertThat(RECOMPUTED.total()).isLessThan(KEPT.total());
        assertThat(forecast(OPTIONS, KEPT.total()).memory()).isEqualTo(KEPT);
        assertThat(forecast(OPTIONS, KEPT.total() - 1).memory()).isEqualTo(RECOMPUTED);
        assertThat(forecast(OPTIONS.withActivations(Activations.RECOMPUTED), KEPT.total())
                        .memory())
                .isEqualTo(RECOMPUTED);
        assertThat(TrainingForecast.of(MODEL, split(), steps(OPTIONS), OPTIONS, OptionalLong.empty(), "GPU")
                        .memory())
                .as("unknown free memory")
                .isEqualTo(KEPT);
    }

    @Test
    void aTrainingThatDoesNotFitIsRejectedWithBothFigures() {
        assertThatThrownBy(() -> forecast(OPTIONS, RECOMPUTED.total() - 1).required())
                .isInstanceOf(FineTuningException.class)
                .message()
                .matches("training needs 0\\.00 GiB: weights 0\\.00, .* \\(recomputed\\) .* for 100 tokens at once;"
                        + " 0\\.00 GiB of the CPU's memory are free: free some, .*");
        assertThatThrownBy(() -> forecast(OPTIONS.withActivations(Activations.KEPT), KEPT.total() - 1)
                        .required())
                .isInstanceOf(FineTuningException.class);
    }

    /** The expected values are computed by hand from the shapes of the fixture: grouped queries, a gated feed-forward, tied embeddings. */
    @Test
    void weightsGradientsAndOptimizerStateAreCounted() {
        long layer = 64 + (64 + 32 + 32 + 64) * 64 + 64 + 3 * 96 * 64;
        long weights = MODEL.vocabularySize() * 64L + 2 * layer + 64;
        assertThat(KEPT.weights()).isEqualTo(4 * weights);
        assertThat(KEPT.gradients()).isEqualTo(4 * weights);
        assertThat(KEPT.optimizer()).isEqualTo(8 * weights);
        assertThat(KEPT.bestEpoch()).isZero();
        assertThat(new TrainingMemoryEstimator(MODEL, AdaptationMethod.full(), true)
                        .estimate(1, 1, Activations.KEPT)
                        .bestEpoch())
                .isEqualTo(4 * weights);
        assertThat(KEPT.total())
                .isEqualTo(KEPT.weights() + KEPT.gradients() + KEPT.optimizer() + KEPT.activations() + KEPT.logits());
    }

    @Test
    void withLoraOnlyTheAdaptersHaveGradients() {
        AdaptationMethod adapters = new AdaptationMethod.LowRank(4, 8, false, List.of("q_proj", "down_proj"), 0);
        TrainingMemoryEstimate estimate =
                new TrainingMemoryEstimator(MODEL, adapters, false).estimate(100, 100, Activations.KEPT);

        long trained = 2 * 4 * ((64 + 64) + (96 + 64));
        assertThat(estimate.gradients()).isEqualTo(4 * trained);
        assertThat(estimate.optimizer()).isEqualTo(8 * trained);
        assertThat(estimate.weights()).isEqualTo(KEPT.weights() + 4 * trained);
        AdaptationMethod unknown = new AdaptationMethod.LowRank(4, 8, false, List.of("no_proj"), 0);
        assertThatThrownBy(() -> new TrainingMemoryEstimator(MODEL, unknown, false).estimate(1, 1, Activations.KEPT))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("no_proj");
    }

    @Test
    void theForecastNeedsNoWeights() {
        TrainingForecast forecast =
                FineTuning.forecast(Golden.folder("llama"), GoldenExamples.of("llama"), FineTuningOptions.defaults());
        assertThat(forecast.fits()).isTrue();
        assertThat(forecast.toString()).startsWith("training needs 0.").contains(" tokens at once; ");
        assertThatThrownBy(() -> FineTuning.forecast(Golden.folder("llama"), List.of(), FineTuningOptions.defaults()))
                .hasMessageContaining("none of 0 examples");
        assertThatThrownBy(() -> FineTuning.forecast(Golden.folder("absent"), EXAMPLES, FineTuningOptions.defaults()))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("absent: no such model");
    }

    private static TrainingForecast forecast(FineTuningOptions options, long free) {
        return TrainingForecast.of(MODEL, split(), steps(options), options, OptionalLong.of(free), "CPU");
    }

    private static TrainValidationSplit split() {
        return new TrainValidationSplit(EXAMPLES, List.of());
    }

    private static List<BatchSampler.Step> steps(FineTuningOptions options) {
        return BatchSampler.steps(EXAMPLES, options);
    }
}
