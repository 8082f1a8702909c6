package dev.preceptor.run.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.ReplicaStatus;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.ServiceStatus;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.report.RunReportBuilder;
import dev.preceptor.contracts.report.StageProgress;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutWaitsTest {

    private static final Instant NOW = Instant.parse("2026-11-29T10:30:00Z");
    private static final List<StageProgress> STAGES = List.of(
            new StageProgress("exam-0", 5, 9, null),
            new StageProgress("practice-1", 9, 9, null),
            new StageProgress("training-1", 9, 9, "loss 0.100"),
            new StageProgress("exam-1", 0, 9, null),
            new StageProgress("practice-2", 0, 9, null));

    @Test
    void aRunThatWaitsForARolloutSaysSoWhereItWaits() {
        RunReport report = RolloutWaits.addTo(report("mine", Run.State.RUNNING, null), List.of(student("mine", 1)));

        assertThat(report.reason())
                .isEqualTo(
                        "the checkpoint of round 1 is on its way to the student's servers: 1 of 2 replicas serve it");
        assertThat(report.progress())
                .extracting(StageProgress::note)
                .containsExactly(
                        null, null, "loss 0.100", "waits for the student's servers", "waits for the student's servers");
    }

    @Test
    void theReasonOfARunThatIsHeldStays() {
        RunReport report = RolloutWaits.addTo(report("mine", Run.State.HELD, "a reason"), List.of(student("mine", 1)));

        assertThat(report.reason()).isEqualTo("a reason");
    }

    @Test
    void otherRunsAndRunsThatHaveEndedWaitForNothing() {
        RunReport other = report("other", Run.State.RUNNING, null);
        RunReport ended = report("mine", Run.State.CANCELLED, "cancelled on request");

        assertThat(RolloutWaits.addTo(other, List.of(student("mine", 1)))).isEqualTo(other);
        assertThat(RolloutWaits.addTo(ended, List.of(student("mine", 1)))).isEqualTo(ended);
    }

    private static RunReport report(String runId, Run.State state, String reason) {
        return RunReportBuilder.builder()
                .runId(runId)
                .state(state)
                .reason(reason)
                .progress(STAGES)
                .build();
    }

    private static ReplicaStatus student(String runId, int round) {
        ServiceStatus.Rollout rollout = new ServiceStatus.Rollout(runId, round, "1 of 2 replicas serve it");
        return new ReplicaStatus(
                "student-1",
                "host",
                NOW,
                NOW,
                List.of(new ServiceStatus("student", null, null, null, List.of(rollout))),
                List.of());
    }
}
