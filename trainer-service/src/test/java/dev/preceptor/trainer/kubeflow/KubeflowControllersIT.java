package dev.preceptor.trainer.kubeflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.preceptor.trainer.engine.TrainingMonitor;
import dev.preceptor.trainer.program.CommandLine;
import dev.preceptor.trainer.program.JobFixture;
import dev.preceptor.trainer.program.ProgramEnd;
import dev.preceptor.trainer.program.ProgramRun;
import dev.preceptor.trainer.program.ScriptedTrainer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * TrainJobs with the real controllers of Kubeflow Trainer and JobSet and Kubernetes' own of Jobs, with the runtime of
 * deploy/kubernetes/kubeflow; only the kubelet is played by the tests.
 */
@Timeout(300)
class KubeflowControllersIT {

    private static final Path RUNTIME =
            Path.of(System.getProperty("preceptor.root"), "deploy/kubernetes/kubeflow/runtime.yaml");
    private static final String NAMESPACE = "default";
    private static final Duration DELETED = Duration.ofSeconds(60);
    private static final Map<String, String> PODS = Map.of("jobset.sigs.k8s.io/replicatedjob-name", "node");

    @TempDir
    static Path folder;

    @TempDir
    Path work;

    private static KubernetesApi api;
    private static KubeflowControllers controllers;
    private static KubernetesClient admin;

    private final List<Integer> steps = new ArrayList<>();
    private ProgramRun run;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(KubernetesApi.hasControllers(), KubernetesApi.missing() + " and kube-controller-manager");
        assumeTrue(KubeflowControllers.binaries().isPresent(), KubeflowControllers.missing());
        api = KubernetesApi.start(KubernetesApi.binaries().orElseThrow(), folder);
        api.startControllers();
        admin = api.admin();
        KubeflowFixture.createClaim(admin, NAMESPACE);
        controllers = KubeflowControllers.start(KubeflowControllers.binaries().orElseThrow(), folder, api, RUNTIME);
    }

    @AfterAll
    static void stop() {
        if (controllers != null) {
            controllers.close();
        }
        if (admin != null) {
            admin.close();
            api.close();
        }
    }

    @BeforeEach
    void writeJob() throws IOException {
        run = JobFixture.write(work.resolve("job"));
    }

    /** The pods of both nodes get torchrun's variables, and the second TrainJob resumes what the first has saved. */
    @Test
    void aKilledTrainingIsMadeAgainAndResumes() {
        List<Pod> seen = new ArrayList<>();
        try (ScriptedKubelet kubelet = new ScriptedKubelet(admin, PODS)) {
            KubeflowProgram program = program("--kill-once-after 3");
            TrainingMonitor monitor = monitor(() -> {
                seen.addAll(pods());
                kubelet.step();
            });

            ProgramEnd killed = program.run(run, monitor);
            ProgramEnd finished = program.run(run, monitor);

            assertThat(killed).isInstanceOf(ProgramEnd.InfrastructureFailed.class);
            assertThat(((ProgramEnd.InfrastructureFailed) killed).reason()).contains("signal 9");
            assertThat(finished).isInstanceOf(ProgramEnd.Succeeded.class);
            assertThat(steps).containsExactly(1, 2, 3, 3, 4, 5, 6);
            assertThat(kubelet.started()).hasSize(4).containsOnly(name() + "-node-0-0", name() + "-node-0-1");
            assertGone(kubelet);
        }
        assertThat(seen).isNotEmpty().allSatisfy(pod -> assertThat(
                        pod.getSpec().getContainers().get(0).getEnv())
                .extracting("name")
                .contains(
                        "PRECEPTOR_TRAINING_JOB",
                        "PET_NNODES",
                        "PET_NPROC_PER_NODE",
                        "PET_NODE_RANK",
                        "PET_MASTER_ADDR",
                        "PET_MASTER_PORT"));
    }

    @Test
    void aTrainJobThatIsThereIsAdopted() {
        Cluster cluster = cluster();
        JobSpec spec = JobSpec.of(run, command("").of(run.folder().root()), settings());
        String uid = cluster.jobs().create(spec).getMetadata().getUid();
        List<String> uids = new ArrayList<>();
        try (ScriptedKubelet kubelet = new ScriptedKubelet(admin, PODS)) {
            ProgramEnd end = program("").run(run, monitor(() -> {
                kubelet.step();
                trainJobs().forEach(found -> uids.add(found.getMetadata().getUid()));
            }));

            assertThat(end).isInstanceOf(ProgramEnd.Succeeded.class);
            assertGone(kubelet);
        }
        assertThat(uids).isNotEmpty().containsOnly(uid);
    }

    @Test
    void aTrainingThatFailsIsNotMadeAgain() {
        try (ScriptedKubelet kubelet = new ScriptedKubelet(admin, PODS)) {
            ProgramEnd end = program("--fail training").run(run, monitor(kubelet::step));

            assertThat(end).isInstanceOf(ProgramEnd.TrainingFailed.class);
            assertGone(kubelet);
        }
    }

    @Test
    void aRuntimeThatDoesNotExistIsTold() {
        KubeflowSettings other = settings().with(settings -> settings.runtime("other"));

        ProgramEnd end =
                new KubeflowProgram(command(""), other, cluster(), Clock.systemUTC()).run(run, monitor(() -> {}));

        assertThat(end).isInstanceOf(ProgramEnd.TrainingFailed.class);
        assertThat(((ProgramEnd.TrainingFailed) end).reason()).contains("other");
    }

    @Test
    void aCancelledTrainingLeavesNothing() {
        try (ScriptedKubelet kubelet = new ScriptedKubelet(admin, PODS)) {
            TrainingMonitor monitor = new TrainingMonitor(
                    step -> steps.add(step.last().step()),
                    state -> {},
                    () -> {
                        if (steps.size() >= 2) {
                            throw new CancellationException("cancelled");
                        }
                    },
                    time -> pause(kubelet::step));

            assertThatThrownBy(() -> program("--hang-after 2").run(run, monitor))
                    .isInstanceOf(CancellationException.class);
            assertGone(kubelet);
            assertThat(kubelet.started()).hasSize(2);
        }
    }

    private static CommandLine command(String option) {
        return new CommandLine(ScriptedTrainer.command(option));
    }

    private KubeflowSettings settings() {
        return KubeflowFixture.settings(work)
                .with(settings ->
                        settings.kind("trainjob").runtime("preceptor-torch").nodes(2));
    }

    private static Cluster cluster() {
        return new Cluster(admin, NAMESPACE, new TrainJobs(admin, NAMESPACE));
    }

    private KubeflowProgram program(String option) {
        return new KubeflowProgram(command(option), settings(), cluster(), Clock.systemUTC());
    }

    private TrainingMonitor monitor(Runnable onSleep) {
        return new TrainingMonitor(
                step -> steps.add(step.last().step()), state -> {}, () -> {}, time -> pause(onSleep));
    }

    private static void pause(Runnable onSleep) {
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        onSleep.run();
    }

    private String name() {
        return JobSpec.nameOf(run);
    }

    private static List<GenericKubernetesResource> trainJobs() {
        return admin.genericKubernetesResources(TrainJobs.GROUP + "/" + TrainJobs.VERSION, "TrainJob")
                .inNamespace(NAMESPACE)
                .list()
                .getItems();
    }

    private static List<Pod> pods() {
        return admin.pods().inNamespace(NAMESPACE).withLabels(PODS).list().getItems();
    }

    private static List<Job> jobs() {
        return admin.batch().v1().jobs().inNamespace(NAMESPACE).list().getItems();
    }

    /** The TrainJob is deleted with its JobSet, Jobs and pods. */
    private static void assertGone(ScriptedKubelet kubelet) {
        long deadline = System.nanoTime() + DELETED.toNanos();
        while (!(trainJobs().isEmpty() && pods().isEmpty() && jobs().isEmpty())) {
            assertThat(System.nanoTime()).as("all is deleted").isLessThan(deadline);
            kubelet.step();
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }
}
