package dev.preceptor.executor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.executor.judge.Judgement;
import java.util.List;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of numpy and pandas that have more to them than their numbers. */
class InsideTablesIT {

    private static Tiers tiers;

    @BeforeAll
    static void start() {
        Assumptions.assumeThat(System.getProperty("preceptor.python"))
                .as("set the system property preceptor.python to a Python with numpy, pandas and pytest")
                .isNotNull();
        tiers = Tiers.of(SandboxConfiguration.DEFAULT
                .withPython(System.getProperty("preceptor.python"))
                .withPreload(List.of("numpy", "pandas"))
                .withWorkers(1));
    }

    @AfterAll
    static void stop() {
        if (tiers != null) {
            tiers.close();
        }
    }

    static List<InsideCase> cases() {
        return InsideCase.of("tables");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void eachCaseGetsItsVerdict(InsideCase each) {
        tiers.each(sandbox -> {
            Judgement judgement = sandbox.judge(each.program());
            assertThat(judgement.verdict())
                    .as("tier %s: %s", sandbox.isolation().word(), judgement)
                    .isEqualTo(each.verdict());
            if (each.where().equals("inside")) {
                assertThat(judgement.judged()).isEqualTo(Judgement.INSIDE);
            }
        });
    }
}
