package dev.preceptor.run.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.TrainingStep;
import dev.preceptor.contracts.event.ValidationLoss;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CurveStateTest {

    @Test
    void keepsEveryStepOfAShortTraining() {
        assertThat(steps(after(CurveState.MOST_STEPS)))
                .isEqualTo(
                        IntStream.rangeClosed(1, CurveState.MOST_STEPS).boxed().toList());
    }

    @Test
    void keepsEvenlySpacedStepsOfALongTrainingAndTheLast() {
        CurveState curve = after(3_000);

        List<Integer> steps = steps(curve);
        assertThat(steps).hasSizeBetween(CurveState.MOST_STEPS / 2, CurveState.MOST_STEPS);
        assertThat(steps.get(0)).isEqualTo(1);
        assertThat(steps.get(steps.size() - 1)).isEqualTo(3_000);
        assertThat(IntStream.range(1, steps.size() - 1).map(i -> steps.get(i) - steps.get(i - 1)))
                .containsOnly(curve.every());
    }

    @Test
    void aStepThatComesAgainChangesNothing() {
        CurveState curve = after(5);

        assertThat(CurveState.after(curve, "job", step(5))).isEqualTo(curve);
        assertThat(CurveState.after(curve, "job", step(2))).isEqualTo(curve);
    }

    @Test
    void anotherJobBeginsANewCurve() {
        assertThat(steps(CurveState.after(after(5), "other", step(1)))).containsExactly(1);
    }

    @Test
    void theCheckpointsCurveStaysWhereStepsArriveLater() {
        List<ValidationLoss> validation = List.of(new ValidationLoss(1, 2, 0.5));
        CurveState complete = CurveState.complete(after(1), List.of(step(1), step(2)), validation);

        assertThat(CurveState.after(complete, "job", step(2))).isEqualTo(complete);
        assertThat(complete.validation()).isEqualTo(validation);
    }

    private static CurveState after(int steps) {
        CurveState curve = null;
        for (int step = 1; step <= steps; step++) {
            curve = CurveState.after(curve, "job", step(step));
        }
        return curve;
    }

    private static List<Integer> steps(CurveState curve) {
        return curve.steps().stream().map(TrainingStep::step).toList();
    }

    private static TrainingStep step(int number) {
        return new TrainingStep(number, 1.0 / number, 1e-4, 1, 10);
    }
}
