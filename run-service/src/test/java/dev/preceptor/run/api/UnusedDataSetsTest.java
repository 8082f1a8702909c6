package dev.preceptor.run.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.GenerationProgress;
import dev.preceptor.contracts.event.GenerationState;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.event.JobBuilder;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.run.Runs;
import dev.preceptor.run.ledger.RunLedger;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnusedDataSetsTest {

    private final Job comparison = JobBuilder.builder()
            .id("comparison")
            .state(Job.State.FINISHED)
            .request(dataSet("plan"))
            .inputs(List.of(dataSet("practice"), dataSet("exam")))
            .result(dataSet("report"))
            .build();

    @Test
    void allDataSetsOfAJobAreUnusedIfNothingElseHasThem() {
        assertThat(UnusedDataSets.of(comparison, List.of(comparison), List.of()))
                .containsExactlyInAnyOrder(dataSet("plan"), dataSet("practice"), dataSet("exam"), dataSet("report"));
    }

    @Test
    void whatAnotherJobHasStays() {
        Job ended = JobBuilder.builder(comparison)
                .id("other")
                .request(dataSet("another plan"))
                .inputs(List.of(dataSet("exam")))
                .result(dataSet("another report"))
                .build();

        assertThat(UnusedDataSets.of(comparison, List.of(comparison, ended), List.of()))
                .containsExactlyInAnyOrder(dataSet("plan"), dataSet("practice"), dataSet("report"));
    }

    @Test
    void whatARunHasStays() {
        RunLedger run =
                new RunLedger(Runs.run(Method.PERSD, 1, 1, 1).with(change -> change.practice(dataSet("practice"))));

        assertThat(UnusedDataSets.of(comparison, List.of(comparison), List.of(run)))
                .containsExactlyInAnyOrder(dataSet("plan"), dataSet("exam"), dataSet("report"));
    }

    @Test
    void aGenerationHasItsTasksToo() {
        Job generation = JobBuilder.builder(comparison)
                .inputs(List.of())
                .result(null)
                .generation(new GenerationState(
                        "generate-1", "demo-1", GenerationProgress.none(1), dataSet("tasks"), dataSet("practice")))
                .build();

        assertThat(UnusedDataSets.of(generation, List.of(generation), List.of()))
                .containsExactlyInAnyOrder(dataSet("plan"), dataSet("tasks"), dataSet("practice"));
    }

    private static DataSet dataSet(String name) {
        return new DataSet("file:///store/" + name, "hash of " + name, 1);
    }
}
