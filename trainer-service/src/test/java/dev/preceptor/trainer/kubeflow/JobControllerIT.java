package dev.preceptor.trainer.kubeflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.preceptor.trainer.engine.TrainingMonitor;
import dev.preceptor.trainer.program.CommandLine;
import dev.preceptor.trainer.program.JobFixture;
import dev.preceptor.trainer.program.ProgramEnd;
import dev.preceptor.trainer.program.ProgramRun;
import dev.preceptor.trainer.program.ScriptedTrainer;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs with Kubernetes' own controller and garbage collector; only the kubelet is played by the tests. */
@Timeout(180)
class JobControllerIT {

    @TempDir
    static Path folder;

    @TempDir
    Path work;

    private static KubernetesApi api;
    private static KubernetesClient admin;

    private final List<Integer> steps = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(KubernetesApi.hasControllers(), KubernetesApi.missing() + " and kube-controller-manager");
        api = KubernetesApi.start(KubernetesApi.binaries().orElseThrow(), folder);
        api.startControllers();
        admin = api.admin();
        KubeflowFixture.createClaim(admin, "default");
    }

    @AfterAll
    static void stop() {
        if (admin != null) {
            admin.close();
            api.close();
        }
    }

    /** The pods are named by their index, and the service by which they find each other is there while they run. */
    @Test
    void aJobOfTwoNodesTrainsAndResumesInANewJob() throws IOException {
        ProgramRun run = JobFixture.write(work.resolve("job"));
        List<String> services = new ArrayList<>();
        try (ScriptedKubelet kubelet = new ScriptedKubelet(admin);
                KubernetesClient client =
                        Cluster.connect(settings(), api.config("admin")).client()) {
            KubeflowProgram program = program(client, "--kill-once-after 3");
            TrainingMonitor monitor = monitor(() -> {
                kubelet.step();
                service(run)
                        .map(service -> service.getMetadata().getUid())
                        .filter(uid -> !services.contains(uid))
                        .ifPresent(services::add);
            });

            ProgramEnd killed = program.run(run, monitor);
            ProgramEnd finished = program.run(run, monitor);

            assertThat(killed).isInstanceOf(ProgramEnd.InfrastructureFailed.class);
            assertThat(((ProgramEnd.InfrastructureFailed) killed).reason()).contains("signal 9");
            assertThat(finished).isInstanceOf(ProgramEnd.Succeeded.class);
            assertThat(steps).containsExactly(1, 2, 3, 3, 4, 5, 6);
            String name = JobSpec.nameOf(run);
            assertThat(kubelet.started()).hasSize(4).containsOnly(name + "-0", name + "-1");
            assertThat(services).hasSize(2);
        }
    }

    private KubeflowSettings settings() {
        return KubeflowFixture.settings(work).with(settings -> settings.nodes(2));
    }

    private KubeflowProgram program(KubernetesClient client, String option) {
        Cluster cluster = new Cluster(client, "default", new IndexedJobs(client, "default"));
        return new KubeflowProgram(
                new CommandLine(ScriptedTrainer.command(option)), settings(), cluster, Clock.systemUTC());
    }

    private TrainingMonitor monitor(Runnable onSleep) {
        return new TrainingMonitor(step -> steps.add(step.last().step()), state -> {}, () -> {}, time -> {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            onSleep.run();
        });
    }

    private static Optional<Service> service(ProgramRun run) {
        return Optional.ofNullable(admin.services()
                .inNamespace("default")
                .withName(JobSpec.nameOf(run))
                .get());
    }
}
