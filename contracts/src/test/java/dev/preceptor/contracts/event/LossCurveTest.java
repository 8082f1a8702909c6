package dev.preceptor.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Json;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossCurveTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 199, 200})
    void aShortCurveIsHeldWhole(int steps) {
        assertThat(LossCurve.thinned(curve(steps))).isEqualTo(curve(steps));
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 9_000, 1_000_000})
    void aLongCurveKeepsItsEndsAndStepsAtEvenDistances(int steps) {
        List<TrainingStep> thinned = LossCurve.thinned(curve(steps));

        assertThat(thinned).hasSize(200).startsWith(step(1)).endsWith(step(steps));
        List<Integer> distances = IntStream.range(1, thinned.size())
                .map(i -> thinned.get(i).step() - thinned.get(i - 1).step())
                .boxed()
                .toList();
        int even = (steps - 1) / 199;
        assertThat(distances).allSatisfy(distance -> assertThat(distance).isBetween(even, even + 1));
    }

    @Test
    void theEventOfALongTrainingIsSmall() throws IOException {
        Checkpoint checkpoint = CheckpointBuilder.builder()
                .id("id")
                .runId("run")
                .examples(100_000)
                .steps(LossCurve.thinned(curve(50_000)))
                .tokensPerSecond(1)
                .seconds(1)
                .build();

        assertThat(Json.mapper().writeValueAsBytes(checkpoint)).hasSizeLessThan(50_000);
    }

    private static List<TrainingStep> curve(int steps) {
        return IntStream.rangeClosed(1, steps).mapToObj(LossCurveTest::step).toList();
    }

    private static TrainingStep step(int number) {
        return new TrainingStep(number, 1.2345678901234567 / number, 1.2345678901234567e-5, 0.123456789012345, 4096);
    }
}
