package dev.preceptor.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecommendationTest {

    @ParameterizedTest
    @CsvSource({
        // solved of 100, mended of the failures, millions of parameters, method, adaptation, learning rate
        "0, 0, 135, persd, full, 2e-4",
        "30, 5, 135, persd, full, 5e-6",
        "30, 20, 135, persd-combined, full, 5e-6",
        "97, 0, 135, none, full, 5e-6",
        "10, 0, 7000, persd, lora, 2e-4",
    })
    void followsFromWhatTheStudentDidAndItsSize(
            int solved, int mended, long millions, String method, String adaptation, String learningRate) {
        Recommendation recommended = Recommendation.of(
                new ProbeReport.Alone(100, solved, Map.of()),
                new ProbeReport.Corrected(100 - solved, mended),
                millions * 1_000_000);

        assertThat(recommended.method().value()).isEqualTo(method);
        assertThat(recommended.adaptation().value()).isEqualTo(adaptation);
        assertThat(recommended.learningRate().value()).isEqualTo(learningRate);
        assertThat(recommended.method().reason())
                .containsPattern("[0-9]+ of [0-9]+ (samples|failures)")
                .endsWith(".");
    }

    @ParameterizedTest
    @CsvSource({"0, none, no more", "0.125, opd, 12.5 points more"})
    void aStudentThatScoresItselfNeedsAGap(double gap, String method, String reason) {
        Recommendation recommended = Recommendation.ofSelf(new ProbeReport.Alone(100, 30, Map.of()), gap, 135_000_000);

        assertThat(recommended.method().value()).isEqualTo(method);
        assertThat(recommended.method().reason()).contains(reason);
    }

    @ParameterizedTest
    @CsvSource({"135, 2.0 GiB", "7000, 104.3 GiB"})
    void theMemoryIsThatOfWeightsGradientsAndMomentsInFloat32(long millions, String memory) {
        Recommendation recommended =
                Recommendation.of(new ProbeReport.Alone(1, 0, Map.of()), null, millions * 1_000_000);

        assertThat(recommended.adaptation().reason()).contains(memory);
    }
}
