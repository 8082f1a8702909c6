package dev.preceptor.run.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingJobBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundLedgerTest {

    private static final DataSet FIRST_EXAMPLES = new DataSet("file:///first", "aa", 1);
    private static final DataSet EXAMPLES = new DataSet("file:///examples", "bb", 2);
    private static final DataSet CURVE = new DataSet("file:///curve", "cc", 3);

    @Test
    void knowsAllThatItsTrainingsLeftInTheArtifactStore() {
        RoundLedger round = new RoundLedger(1, 1, null);
        round.train(job("first").on(FIRST_EXAMPLES, null), 0, null);
        round.train(job("second").on(EXAMPLES, null), 0, null);
        round.checkpointMade(new RunEvent.CheckpointMade(
                "run", new CheckpointReference(1, "file:///checkpoints/second", "dd"), 2.0, 1.0, CURVE, null, null));

        assertThat(round.jobs()).containsExactlyInAnyOrder("first", "second");
        assertThat(round.dataSets()).containsExactlyInAnyOrder(FIRST_EXAMPLES, EXAMPLES, CURVE);
    }

    @Test
    void aJobThatHoldsItsIdsLeavesNoList() {
        RoundLedger round = new RoundLedger(1, 1, null);
        round.train(job("job"), 0, null);
        round.checkpointMade(new RunEvent.CheckpointMade(
                "run", new CheckpointReference(1, "file:///checkpoints/job", "dd"), 2.0, 1.0, null, null, null));

        assertThat(round.dataSets()).isEmpty();
    }

    @Test
    void roundsOfSomeTasksShareTheDataSetInItsOrder() {
        RoundLedger second = new RoundLedger(2, 1, 4);
        assertThat(second.nextPlace()).isEqualTo(4);
        assertThat(second.left(10)).isEqualTo(4);
        second.assigned(3, 3);
        assertThat(second.nextPlace()).isEqualTo(7);
        assertThat(second.left(10)).isEqualTo(1);
        assertThat(second.tasks(10)).isEqualTo(4);

        assertThat(new RoundLedger(3, 1, 4).left(10)).isEqualTo(2);
        assertThat(new RoundLedger(4, 1, 4).left(10)).isZero();
    }

    @Test
    void aRoundOfAllTasksBeginsWithTheFirst() {
        RoundLedger second = new RoundLedger(2, 1, null);

        assertThat(second.nextPlace()).isZero();
        assertThat(second.left(10)).isEqualTo(10);
    }

    private static TrainingJob job(String id) {
        return TrainingJobBuilder.builder()
                .id(id)
                .runId("run")
                .round(1)
                .exampleIds(List.of("example"))
                .build();
    }
}
