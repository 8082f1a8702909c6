package dev.preceptor.trainer.kubeflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of objects as the API server returns them. */
class JobSnapshotTest {

    private static final String TRAIN_JOB =
            """
            apiVersion: trainer.kubeflow.org/v1alpha1
            kind: TrainJob
            metadata: {name: job}
            status:
              conditions:
              - {type: Suspended, status: "%s", reason: R1, message: M1, lastTransitionTime: "2026-01-02T03:04:05Z"}
              - {type: Complete, status: "%s", reason: R2, message: M2, lastTransitionTime: "2026-01-02T03:04:05Z"}
              - {type: Failed, status: "%s", reason: R3, message: M3, lastTransitionTime: "2026-01-02T03:04:05Z"}
              jobsStatus:
              - {name: node, ready: 1, succeeded: 2, failed: 3, active: 4, suspended: 5}
              trainerStatus: {progressPercentage: 42, lastUpdatedTime: "2026-01-02T03:04:05Z"}
            """;

    private static final String JOB =
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: job}
            status:
              active: 2
              ready: 1
              conditions:
              - {type: %s, status: "%s", reason: R, message: M}
            """;

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @ParameterizedTest
    @CsvSource({
        "False, False, False, RUNNING, ''",
        "True, False, False, SUSPENDED, R1",
        "False, True, False, COMPLETE, R2",
        "False, False, True, FAILED, R3",
        "True, False, True, FAILED, R3",
    })
    void theConditionsOfATrainJobAreItsPhase(
            String suspended, String complete, String failed, JobSnapshot.Phase phase, String reason) {
        JobSnapshot job = trainJob(TRAIN_JOB.formatted(suspended, complete, failed));

        assertThat(job.phase()).isEqualTo(phase);
        assertThat(job.reason()).isEqualTo(reason);
        assertThat(job.deleted()).isFalse();
    }

    @Test
    void theStatusOfATrainJobIsTold() {
        assertThat(trainJob(TRAIN_JOB.formatted("False", "False", "False")).progress())
                .isEqualTo("node: 4 active, 1 ready, 2 succeeded, 3 failed; 42 %");
    }

    @Test
    void aTrainJobWithoutAStatusWillRun() {
        JobSnapshot job = trainJob(
                """
                apiVersion: trainer.kubeflow.org/v1alpha1
                kind: TrainJob
                metadata: {name: job, deletionTimestamp: "2026-01-02T03:04:05Z"}
                """);

        assertThat(job.phase()).isEqualTo(JobSnapshot.Phase.RUNNING);
        assertThat(job.deleted()).isTrue();
        assertThat(job.progress()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Complete, True, COMPLETE",
        "SuccessCriteriaMet, True, RUNNING",
        "Failed, True, FAILED",
        "FailureTarget, True, FAILED",
        "Failed, False, RUNNING",
        "Suspended, True, SUSPENDED",
    })
    void theConditionsOfAJobAreItsPhase(String type, String status, JobSnapshot.Phase phase) {
        JobSnapshot job = IndexedJobs.snapshot(YAML.unmarshal(JOB.formatted(type, status), Job.class));

        assertThat(job.phase()).isEqualTo(phase);
        assertThat(job.progress()).isEqualTo("2 active, 1 ready");
    }

    private static JobSnapshot trainJob(String text) {
        return TrainJobs.snapshot(YAML.unmarshal(text, GenericKubernetesResource.class));
    }
}
