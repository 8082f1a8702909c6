package dev.preceptor.trainer.kubeflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.trainer.program.ProgramEnd;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of pods as the API server returns them. */
class PodEndsTest {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    /** The reasons that Kubernetes documents for the condition. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "PreemptionByScheduler",
                "DeletionByTaintManager",
                "EvictionByEvictionAPI",
                "DeletionByPodGC",
                "TerminationByKubelet"
            })
    void aDisruptedPodIsEvictedWhateverItsContainersSay(String reason) {
        Pod disrupted = pod(
                "a",
                """
                phase: Failed
                conditions:
                - {type: DisruptionTarget, status: "True", reason: %s, message: because}
                containerStatuses:
                - {name: node, state: {terminated: {exitCode: 137, reason: Error}}}
                """
                        .formatted(reason));

        assertThat(PodEnds.evicted(List.of(running("b"), disrupted)))
                .contains(new ProgramEnd.Evicted("the pod a was taken away: " + reason + ": because"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Evicted", "NodeLost", "NodeShutdown", "Shutdown", "Terminated", "Preempting"})
    void aPodThatTheNodeEndsIsEvicted(String reason) {
        Pod ended = pod("a", "{phase: Failed, reason: %s, message: The node was low on resource}".formatted(reason));

        assertThat(PodEnds.evicted(List.of(ended)))
                .contains(new ProgramEnd.Evicted(
                        "the pod a was taken away: " + reason + ": The node was low on resource"));
    }

    @Test
    void aPodThatRunsIsNotEvicted() {
        Pod condition = pod(
                "a",
                """
                phase: Running
                conditions:
                - {type: DisruptionTarget, status: "False", reason: PreemptionByScheduler}
                - {type: Ready, status: "True"}
                """);

        assertThat(PodEnds.evicted(List.of(condition, running("b")))).isEmpty();
        assertThat(PodEnds.failed(List.of(condition, running("b")), pod -> "")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "137, Error, InfrastructureFailed, was ended by signal 9 and wrote no manifest; output of a",
        "1, Error, InfrastructureFailed, ended with status 1 and wrote no manifest; output of a",
        "137, OOMKilled, InfrastructureFailed, used more memory than trainer.kubeflow.resources allows (OOMKilled)",
        "127, Error, TrainingFailed, could not be started (status 127); output of a",
        "126, Error, TrainingFailed, could not be started (status 126); output of a",
        "128, StartError, TrainingFailed, could not be started (status 128); output of a",
        "127, ContainerCannotRun, TrainingFailed, could not be started (status 127); output of a",
    })
    void theStatusOfTheContainerIsTheEnd(int status, String reason, String end, String message) {
        Optional<ProgramEnd> found =
                PodEnds.failed(List.of(failed("a", status, reason, "03")), pod -> "; output of " + pod);

        assertThat(found.map(Object::getClass).map(Class::getSimpleName)).contains(end);
        assertThat(found.orElseThrow()).hasToString("%s[reason=the program in the pod a %s]".formatted(end, message));
    }

    @Test
    void theFirstFailureCounts() {
        Optional<ProgramEnd> end = PodEnds.failed(
                List.of(failed("a", 1, "Error", "05"), failed("b", 127, "Error", "04"), failed("c", 1, "Error", "06")),
                pod -> "");

        assertThat(end)
                .contains(new ProgramEnd.TrainingFailed("the program in the pod b could not be started (status 127)"));
    }

    /** Such as a pod that the scheduler placed on a node without room. */
    @Test
    void aPodThatTheNodeRefusesIsAFaultOfTheInfrastructure() {
        Pod refused = pod("a", "{phase: Failed, reason: OutOfcpu, message: Node didn't have enough resource}");

        assertThat(PodEnds.evicted(List.of(refused))).isEmpty();
        assertThat(PodEnds.failed(List.of(refused), pod -> ""))
                .contains(new ProgramEnd.InfrastructureFailed(
                        "the pod a failed: OutOfcpu: Node didn't have enough resource"));
    }

    private static Pod failed(String name, int status, String reason, String second) {
        return pod(
                name,
                """
                phase: Failed
                containerStatuses:
                - name: node
                  state: {terminated: {exitCode: %d, reason: %s, finishedAt: "2026-01-02T03:04:%sZ"}}
                """
                        .formatted(status, reason, second));
    }

    private static Pod running(String name) {
        return pod(name, "{phase: Running, containerStatuses: [{name: node, state: {running: {}}}]}");
    }

    private static Pod pod(String name, String status) {
        String text = "apiVersion: v1\nkind: Pod\nmetadata: {name: %s}\nstatus:\n%s".formatted(name, status.indent(2));
        return YAML.unmarshal(text, Pod.class);
    }
}
