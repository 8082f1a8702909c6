package dev.preceptor.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.TeacherSpecification;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class RungMetricsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RungMetrics metrics = new RungMetrics(meters);

    @Test
    void answersAndTheirCostCountForTheirRung() {
        metrics.answered(answer("small"));
        metrics.answered(answer("small"));
        metrics.answered(answer("large"));

        assertThat(meters.get("preceptor.teacher.rung.refinements")
                        .tags("rung", "small", "outcome", "ANSWERED")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(cost("small")).isEqualTo(0.5);
        assertThat(cost("large")).isEqualTo(0.25);
    }

    @Test
    void aRunWithOneTeacherIsNotCounted() {
        metrics.answered(
                Given.refinement(Given.failure(Method.PERSD, Given.reference(1), Given.RIGHT), 1, Given.RIGHT));

        assertThat(cost("others")).isZero();
    }

    @Test
    void theNumberOfNamesIsLimited() {
        for (int i = 0; i < 103; i++) {
            metrics.answered(answer("rung-" + i));
        }

        assertThat(cost("rung-99")).isEqualTo(0.25);
        assertThat(cost("others")).isEqualTo(0.75);
    }

    private double cost(String rung) {
        return meters.get("preceptor.teacher.rung.cost.usd")
                .tag("rung", rung)
                .counter()
                .count();
    }

    private static Refinement answer(String rung) {
        TeacherSpecification model = Given.openAi("http://localhost:1/v1", null, 1, 1);
        Assignment assignment = Given.onLadder(model.withName(rung), Given.reference(1));
        TestResult failure = Given.result(Given.attempt(assignment, Given.WRONG), Verdict.FAILED);
        return Given.refinement(failure, 1, Given.RIGHT);
    }
}
