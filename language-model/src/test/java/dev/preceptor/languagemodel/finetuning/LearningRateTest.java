package dev.preceptor.languagemodel.finetuning;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRateTest {

    /** Values of transformers 5.24's get_scheduler over 8 steps. */
    @ParameterizedTest
    @CsvSource({
        "CONSTANT, 0, 2e-4 2e-4 2e-4 2e-4 2e-4 2e-4 2e-4 2e-4",
        "CONSTANT, 3, 0 6.666666667e-05 0.0001333333333 2e-4 2e-4 2e-4 2e-4 2e-4",
        "COSINE, 0, 2e-4 0.0001923879533 0.0001707106781 0.0001382683432 1e-4 6.173165676e-05 2.928932188e-05"
                + " 7.612046749e-06",
        "COSINE, 3, 0 6.666666667e-05 0.0001333333333 2e-4 0.0001809016994 0.0001309016994 6.909830056e-05"
                + " 1.909830056e-05",
        "LINEAR, 0, 2e-4 0.000175 0.00015 0.000125 0.0001 7.5e-05 5e-05 2.5e-05",
        "LINEAR, 3, 0 6.666666667e-05 0.0001333333333 2e-4 0.00016 0.00012 8e-05 4e-05",
    })
    void schedulesEqualTheReference(LearningRate.Schedule schedule, int warmupSteps, String rates) {
        LearningRate rate = new LearningRate(2e-4, schedule, warmupSteps);
        String[] expected = rates.split(" ");
        for (int step = 0; step < 8; step++) {
            assertThat(rate.at(step, 8)).isCloseTo(Double.parseDouble(expected[step]), Offset.offset(1e-13));
        }
    }
}
