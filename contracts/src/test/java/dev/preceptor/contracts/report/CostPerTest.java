package dev.preceptor.contracts.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.preceptor.contracts.event.Interval;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CostPerTest {

    private static final TeacherBill FOUR_DOLLARS =
            TeacherBillBuilder.builder().model("gpt-4o").costUsd(4.0).build();

    /** 48 of 80 and 56 of 70 with their Wilson intervals: example (a) of Newcombe (1998), table II. */
    private static final ExamReport BEFORE = exam(0, 0.6, new Interval(0.49041, 0.70038));

    private static final ExamReport AFTER = exam(1, 0.8, new Interval(0.69184, 0.87696));

    @Test
    void theIntervalOfTheGainIsNewcombes() {
        Interval gain = CostPer.gain(BEFORE, AFTER);

        assertThat(gain.low()).isCloseTo(0.0524, within(1e-4));
        assertThat(gain.high()).isCloseTo(0.3339, within(1e-4));
    }

    @Test
    void aPointCostsLessIfTheGainIsGreater() {
        CostPer cost = CostPer.of(FOUR_DOLLARS, 50, List.of(BEFORE, AFTER));

        assertThat(cost.exampleUsd()).isEqualTo(0.08);
        assertThat(cost.pointUsd()).isCloseTo(4 / 20.0, within(1e-9));
        assertThat(cost.pointLowUsd()).isCloseTo(4 / 33.39, within(1e-4));
        assertThat(cost.pointHighUsd()).isCloseTo(4 / 5.24, within(1e-2));
    }

    @Test
    void aGainThatMayBeNoneHasNoGreatestPrice() {
        ExamReport little = exam(1, 0.62, new Interval(0.51, 0.72));
        CostPer cost = CostPer.of(FOUR_DOLLARS, 50, List.of(BEFORE, little));

        assertThat(cost.pointUsd()).isCloseTo(2.0, within(1e-9));
        assertThat(cost.pointLowUsd()).isPositive();
        assertThat(cost.pointHighUsd()).isNull();
    }

    @Test
    void withoutAGainAPointHasNoPrice() {
        ExamReport worse = exam(1, 0.5, new Interval(0.4, 0.6));

        assertThat(CostPer.of(FOUR_DOLLARS, 0, List.of(BEFORE, worse))).isEqualTo(new CostPer(null, null, null, null));
        assertThat(CostPer.of(FOUR_DOLLARS, 0, List.of(BEFORE))).isEqualTo(new CostPer(null, null, null, null));
    }

    private static ExamReport exam(int round, double passAt1, Interval interval) {
        return ExamReportBuilder.builder()
                .round(round)
                .tasks(80)
                .samples(1)
                .passAtK(Map.of("1", passAt1))
                .confidence(Map.of("1", interval))
                .build();
    }
}
