package dev.preceptor.languagemodel.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.languagemodel.network.AdaptationMethod;
import dev.preceptor.languagemodel.network.Golden;
import dev.preceptor.languagemodel.network.SoftLoss;
import dev.preceptor.languagemodel.network.SoftTargets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Trainings with soft targets: which are accepted, and that each way of training uses them. */
class SoftTuningTest {

    private static final Path LLAMA = Golden.folder("llama");
    private static final FineTuningOptions OPTIONS = FineTuningOptions.defaults()
            .withLearningRate(LearningRate.constant(1e-2))
            .withSteps(20)
            .withSoftLoss(SoftLoss.forward(1, 1));
    private static final float HALF = (float) Math.log(0.5);

    /** The teacher has half of its mass on token 7, and half on token 9. */
    private static TrainingSequence example(int[] ids, float... logProbabilities) {
        return new TrainingSequence(
                new int[] {1, 5, 6}, new int[] {7, 2}, new SoftTargets(0, 2, ids, logProbabilities));
    }

    private static TrainingSequence halves() {
        return example(new int[] {7, 9, 2, 9}, HALF, HALF, HALF, HALF);
    }

    static Stream<AdaptationMethod> methods() {
        return Stream.of(
                AdaptationMethod.full(),
                new AdaptationMethod.LowRank(4, 8, false, List.of(AdaptationMethod.LowRank.ALL_LINEAR), 1));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theStudentLearnsTheTeachersDistribution(AdaptationMethod method) {
        List<TrainingSequence> examples = List.of(halves());
        try (FineTuning tuning =
                FineTuning.load(LLAMA, OPTIONS.withAdaptation(method).withSteps(60))) {
            List<TrainingStep> steps = tuning.run(examples, (step, speed) -> {}).steps();

            // The forward divergence goes to 0; the cross-entropy of this teacher could not fall below log 2.
            assertThat(steps.get(0).loss()).isGreaterThan(1);
            assertThat(steps.get(59).loss()).isBetween(-1e-6, 0.3);
        }
    }

    @Test
    void microBatchesWithAndWithoutSoftTargetsAddUp() {
        List<TrainingSequence> examples =
                List.of(new TrainingSequence(new int[] {1, 4}, new int[] {8, 3, 2}), halves());
        try (FineTuning together = FineTuning.load(LLAMA, OPTIONS.withSteps(3));
                FineTuning apart = FineTuning.load(LLAMA, OPTIONS.withSteps(3).withMicroBatchTokens(1))) {
            List<TrainingStep> expected =
                    together.run(examples, (step, speed) -> {}).steps();
            List<TrainingStep> steps = apart.run(examples, (step, speed) -> {}).steps();

            for (int i = 0; i < 3; i++) {
                assertThat(steps.get(i).loss()).isCloseTo(expected.get(i).loss(), Offset.offset(1e-4));
            }
        }
    }

    @Test
    void placesWithoutSoftTargetsHaveTheCrossEntropy() {
        TrainingSequence hard = new TrainingSequence(new int[] {1, 5, 6}, new int[] {7, 2, 3});
        TrainingSequence second = new TrainingSequence(
                hard.promptIds(), hard.completionIds(), new SoftTargets(1, 1, new int[] {2}, new float[] {0}));
        FineTuningOptions options = OPTIONS.withSteps(1);
        try (FineTuning ofHard = FineTuning.load(LLAMA, options);
                FineTuning ofSecond = FineTuning.load(LLAMA, options)) {
            double expected = ofHard.run(List.of(hard), (step, speed) -> {})
                    .steps()
                    .get(0)
                    .loss();
            double loss = ofSecond.run(List.of(second), (step, speed) -> {})
                    .steps()
                    .get(0)
                    .loss();

            // The divergence from a teacher who is sure of the token is its cross-entropy, less the least rest.
            assertThat(loss).isCloseTo(expected, Offset.offset(1e-4));
        }
    }

    @Test
    void theValidationLossIsTheCrossEntropy() {
        List<TrainingSequence> hard = GoldenExamples.random(6);
        List<TrainingSequence> soft =
                hard.stream().map(SoftTuningTest::softened).toList();
        FineTuningOptions options = OPTIONS.withEpochs(1)
                .withLearningRate(LearningRate.constant(1e-30))
                .withValidationFraction(0.5);
        try (FineTuning ofHard = FineTuning.load(LLAMA, options);
                FineTuning ofSoft = FineTuning.load(LLAMA, options)) {
            FineTuningResult expected = ofHard.run(hard, (step, speed) -> {});
            FineTuningResult result = ofSoft.run(soft, (step, speed) -> {});

            assertThat(result.validation()).isEqualTo(expected.validation());
            assertThat(result.steps().get(0).loss())
                    .isNotEqualTo(expected.steps().get(0).loss());
        }
    }

    private static TrainingSequence softened(TrainingSequence sequence) {
        float[] values = new float[sequence.completionIds().length];
        Arrays.fill(values, HALF);
        return new TrainingSequence(
                sequence.promptIds(),
                sequence.completionIds(),
                new SoftTargets(0, 1, sequence.completionIds(), values));
    }

    @Test
    void otherSoftTargetsAreAnotherTraining() {
        TrainingSequence other = example(new int[] {7, 9, 2, 9}, HALF, HALF, HALF, -3);

        TrainingFingerprint fingerprint = TrainingFingerprint.of(LLAMA, OPTIONS, List.of(halves()));

        assertThat(fingerprint.difference(TrainingFingerprint.of(LLAMA, OPTIONS, List.of(other))))
                .isEqualTo("other examples");
        assertThat(fingerprint.difference(TrainingFingerprint.of(
                        LLAMA, OPTIONS.withSoftLoss(SoftLoss.forward(0.5, 1)), List.of(halves()))))
                .isEqualTo("other options");
    }

    static Stream<Arguments> unusable() {
        return Stream.of(
                Arguments.of(
                        example(new int[] {7, 9, 2, 9}, HALF, Float.NEGATIVE_INFINITY, HALF, HALF),
                        "-Infinity at token 0"),
                Arguments.of(example(new int[] {7, 9, 2, 9}, HALF, HALF, HALF, Float.NaN), "NaN at token 1"),
                Arguments.of(example(new int[] {7, 9, 2, 9}, HALF, HALF, 0.5f, -9), "0.5 at token 1"),
                Arguments.of(example(new int[] {7, 7, 2, 9}, HALF, HALF, HALF, HALF), "a token occurs twice"),
                Arguments.of(example(new int[] {7, 9, 2, 9}, -0.1f, HALF, HALF, HALF), "the sum is above 1"),
                Arguments.of(example(new int[] {7, 9, 2, 70_000}, HALF, HALF, HALF, HALF), "token 70000"),
                Arguments.of(softened(new TrainingSequence(new int[] {1}, new int[] {7, 2})), "1 log-probabilities"));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void unusableSoftTargetsAreRefused(TrainingSequence example, String reason) {
        List<TrainingSequence> examples = List.of(halves(), example);
        assertThatThrownBy(() -> FineTuning.forecast(LLAMA, examples, OPTIONS))
                .isInstanceOf(FineTuningException.class)
                .hasMessageStartingWith("the soft targets of example 1 ")
                .hasMessageContaining(reason);
    }

    @Test
    void sampledEstimatorsNeedTheCompletionsTokens() {
        FineTuningOptions options = OPTIONS.withSoftLoss(new SoftLoss(SoftLoss.Kind.K1, 0.5, 1, 0));
        assertThatThrownBy(() -> FineTuning.forecast(LLAMA, List.of(halves()), options))
                .isInstanceOf(FineTuningException.class)
                .hasMessageContaining("not those of the completion's tokens");
    }

    @Test
    void rowsAfterTheCompletionAreRefused() {
        SoftTargets shifted = new SoftTargets(1, 1, new int[2], new float[2]);
        assertThatThrownBy(() -> new TrainingSequence(new int[] {1}, new int[] {7, 2}, shifted))
                .hasMessage("soft targets for the places 1 to 2 of a completion of 2 tokens");
    }
}
