package dev.preceptor.run.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.run.Runs;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutgoingEventsTest {

    @Test
    void trainingAndExamHaveTheDateOfTheRun() {
        Run run = Runs.run(Method.PERSD, 1, 1, 1);
        CheckpointReference base = new CheckpointReference(0, "tiny", null);

        assertThat(OutgoingEvents.trainingJob(run, 1, base, List.of("a"))
                        .student()
                        .date())
                .isEqualTo("2026-01-01");
        assertThat(OutgoingEvents.studentAsItCame(run).student().date()).isEqualTo("2026-01-01");
    }
}
