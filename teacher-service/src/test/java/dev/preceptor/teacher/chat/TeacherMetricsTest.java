package dev.preceptor.teacher.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.teacher.budget.BudgetLedger;
import dev.preceptor.teacher.budget.Owner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class TeacherMetricsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TeacherMetrics metrics = new TeacherMetrics(meters, new BudgetLedger(Owner.starting(null), 4));

    @Test
    void thePursesThatAreAskedForAreShownAndNotAllThatEverWere() {
        for (int run = 0; run < 1_000; run++) {
            metrics.show("run-" + run);
            metrics.show("shared");
        }

        assertThat(meters.find("preceptor.teacher.spent.usd").gauges()).hasSize(200);
        assertThat(meters.find("preceptor.teacher.spent.usd")
                        .tag("purse", "run-999")
                        .gauge())
                .isNotNull();
        assertThat(meters.find("preceptor.teacher.reserved.usd")
                        .tag("purse", "shared")
                        .gauge())
                .isNotNull();
        assertThat(meters.find("preceptor.teacher.reserved.usd")
                        .tag("purse", "run-0")
                        .gauge())
                .isNull();
    }
}
