package dev.preceptor.trainer.kubeflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.trainer.program.ProgramEnd;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of pods as the API server returns them. */
class PodStartsTest {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final Pod RUNNING = pod("{phase: Running, containerStatuses: [{name: node, state: {running: {}}}]}");

    @Test
    void podsThatRunOrHaveEndedWaitForNothing() {
        assertThat(PodStarts.waiting(List.of(RUNNING, pod("{phase: Succeeded}")), 2))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ErrImagePull",
                "ImagePullBackOff",
                "ErrImageNeverPull",
                "CreateContainerConfigError",
                "CreateContainerError"
            })
    void aContainerThatIsNotCreatedSaysWhy(String reason) {
        Pod pending = waiting(reason);

        assertThat(PodStarts.waiting(List.of(RUNNING, pending), 2))
                .contains("the pod a does not start: " + reason + ": because");
        assertThat(PodStarts.impossible(List.of(RUNNING, pending))).isEmpty();
    }

    @Test
    void aPodThatFindsNoNodeSaysWhy() {
        Pod pending = pod(
                """
                phase: Pending
                conditions:
                - {type: PodScheduled, status: "False", reason: Unschedulable, message: 0/3 nodes are available}
                """);

        assertThat(PodStarts.waiting(List.of(pending), 1))
                .contains("the pod a does not start: Unschedulable: 0/3 nodes are available");
    }

    @Test
    void podsThatDoNotExistAreCounted() {
        assertThat(PodStarts.waiting(List.of(RUNNING), 2))
                .contains("1 of 2 pods were created (a quota or a policy may forbid more)");
    }

    @Test
    void anInvalidImageCanNeverStart() {
        assertThat(PodStarts.impossible(List.of(RUNNING, waiting("InvalidImageName"))))
                .contains(new ProgramEnd.TrainingFailed("the pod a does not start: InvalidImageName: because"));
    }

    private static Pod waiting(String reason) {
        return pod(
                """
                phase: Pending
                conditions:
                - {type: PodScheduled, status: "True"}
                containerStatuses:
                - {name: node, state: {waiting: {reason: %s, message: because}}}
                """
                        .formatted(reason));
    }

    private static Pod pod(String status) {
        return YAML.unmarshal(
                "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nstatus:\n" + status.indent(2), Pod.class);
    }
}
