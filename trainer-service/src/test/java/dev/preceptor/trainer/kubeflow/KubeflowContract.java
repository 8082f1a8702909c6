package dev.preceptor.trainer.kubeflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.trainer.engine.TrainingException;
import dev.preceptor.trainer.engine.TrainingMonitor;
import dev.preceptor.trainer.engine.TrainingResult;
import dev.preceptor.trainer.program.CommandLine;
import dev.preceptor.trainer.program.JobFixture;
import dev.preceptor.trainer.program.ProgramEnd;
import dev.preceptor.trainer.program.ProgramEngineContract;
import dev.preceptor.trainer.program.ProgramRun;
import dev.preceptor.trainer.program.ScriptedTrainer;
import dev.preceptor.trainer.program.TrainerProgram;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for each kind of job, on a real API server with the permissions of deploy/kubernetes/kubeflow-access. */
abstract class KubeflowContract extends ProgramEngineContract {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(15);

    private final TestClock clock = new TestClock();
    private final List<Integer> progress = new ArrayList<>();
    private KubernetesClient admin;
    private ScriptedCluster script;
    private Cluster cluster;

    /** The API server of all tests. */
    abstract KubernetesApi api();

    /** {@code trainjob} or {@code job}. */
    abstract String kind();

    @BeforeEach
    void connect() {
        admin = api().admin();
        script = new ScriptedCluster(admin, kind().equals("trainjob"));
        cluster = Cluster.connect(settings(), api().config(KubernetesApi.USER));
    }

    @AfterEach
    void disconnect() {
        if (script != null) {
            script.close();
            admin.close();
        }
        if (cluster != null) {
            cluster.client().close();
        }
    }

    @Override
    protected TrainerProgram program(String command) {
        return kubeflow(command, settings());
    }

    /** A copy below the mount path. */
    @Override
    protected Path visible(Path model) {
        Path copy = folder.resolve("models").resolve(model.getFileName());
        try {
            Files.createDirectories(copy.getParent());
            try (Stream<Path> files = Files.walk(model)) {
                for (Path file : files.toList()) {
                    Path target = copy.resolve(model.relativize(file).toString());
                    if (!Files.exists(target)) {
                        Files.copy(file, target);
                    }
                }
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void sleep() {
        script.step();
    }

    private KubeflowProgram kubeflow(String command, KubeflowSettings settings) {
        return new KubeflowProgram(new CommandLine(command), settings, cluster, clock);
    }

    private KubeflowSettings settings() {
        return KubeflowFixture.settings(folder)
                .with(settings -> settings.kind(kind()).startTimeout(START_TIMEOUT));
    }

    /** Each look at the files takes a minute by the clock of the test. */
    private TrainingMonitor monitor() {
        return new TrainingMonitor(step -> progress.add(step.last().step()), state -> {}, () -> {}, time -> {
            clock.advance(Duration.ofMinutes(1));
            script.step();
        });
    }

    @Test
    void aJobIsCreatedAndDeletedAfterItsEnd() throws IOException {
        ProgramRun run = JobFixture.write(folder.resolve("job"));

        ProgramEnd end = program(ScriptedTrainer.command()).run(run, monitor());

        assertThat(end).isInstanceOf(ProgramEnd.Succeeded.class);
        assertThat(progress).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(script.created()).hasSize(1);
        HasMetadata job = script.jobs().get(0);
        assertThat(job.getMetadata().getName()).isEqualTo(JobSpec.nameOf(run));
        assertThat(job.getMetadata().getDeletionTimestamp()).isNotNull();
        assertThat(job.getMetadata().getFinalizers()).containsExactly("foregroundDeletion");
    }

    /** A service that was killed leaves its job, which trains on meanwhile. */
    @Test
    void aServiceThatWasKilledContinuesToWatchItsJob() throws IOException {
        ProgramRun run = JobFixture.write(folder.resolve("job"));
        String command = ScriptedTrainer.command();
        cluster.jobs()
                .create(JobSpec.of(run, new CommandLine(command).of(run.folder().root()), settings()));
        String uid = script.jobs().get(0).getMetadata().getUid();
        script.step();

        ProgramEnd end = program(command).run(run, monitor());

        assertThat(end).isInstanceOf(ProgramEnd.Succeeded.class);
        assertThat(script.created()).containsExactly(uid);
        assertThat(progress).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void aJobOfOtherSettingsIsEndedFirst() throws IOException {
        ProgramRun run = JobFixture.write(folder.resolve("job"));
        String command = ScriptedTrainer.command();
        JobSpec other = JobSpec.of(
                run,
                new CommandLine(command + " --hang-after 1").of(run.folder().root()),
                settings());
        cluster.jobs().create(other);
        script.step();

        TrainerProgram program = program(command);
        program.endOthers(run, monitor());

        assertThat(script.jobs()).isEmpty();
        assertThat(program.run(run, monitor())).isInstanceOf(ProgramEnd.Succeeded.class);
        assertThat(script.created()).hasSize(2);
    }

    @Test
    void aJobOfAnotherIsLeftAlone() throws IOException {
        ProgramRun run = JobFixture.write(folder.resolve("job"));
        JobSpec spec = JobSpec.of(run, List.of("true"), settings());
        JobSpec foreign = new JobSpec(spec.name(), Map.of(), spec.command(), spec.folder(), settings());
        cluster.jobs().create(foreign);

        assertThatThrownBy(() -> program(ScriptedTrainer.command()).run(run, monitor()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining(spec.name() + " belongs to another training");

        assertThat(script.jobs().get(0).getMetadata().getDeletionTimestamp()).isNull();
    }

    @Test
    void anEvictedTrainingIsToldAsSuch() throws IOException {
        script.next(ScriptedCluster.Fate.IS_EVICTED);

        ProgramEnd end = program(ScriptedTrainer.command()).run(JobFixture.write(folder.resolve("job")), monitor());

        assertThat(end).isInstanceOf(ProgramEnd.Evicted.class);
        assertThat(((ProgramEnd.Evicted) end).reason())
                .contains("PreemptionByScheduler: preempting to accommodate a higher priority pod");
    }

    @Test
    void anEvictedTrainingIsStartedAgain() {
        script.next(ScriptedCluster.Fate.IS_EVICTED, ScriptedCluster.Fate.IS_EVICTED);

        TrainingResult result = train(full(), "work");

        assertThat(result.steps()).hasSize(12);
        assertThat(script.created()).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void aTrainingThatFindsNoNodeIsTriedAgain() throws IOException {
        script.next(ScriptedCluster.Fate.IS_UNSCHEDULABLE);
        ProgramRun run = JobFixture.write(folder.resolve("job"));
        TrainerProgram program = program(ScriptedTrainer.command());

        ProgramEnd end = program.run(run, monitor());

        assertThat(end).isInstanceOf(ProgramEnd.InfrastructureFailed.class);
        assertThat(((ProgramEnd.InfrastructureFailed) end).reason())
                .contains("Unschedulable", "nvidia.com/gpu", "PT15M");
        assertThat(program.run(run, monitor())).isInstanceOf(ProgramEnd.Succeeded.class);
    }

    @Test
    void anImageThatCannotBePulledIsTold() throws IOException {
        script.next(ScriptedCluster.Fate.HAS_NO_IMAGE);

        ProgramEnd end = program(ScriptedTrainer.command()).run(JobFixture.write(folder.resolve("job")), monitor());

        assertThat(end).isInstanceOf(ProgramEnd.InfrastructureFailed.class);
        assertThat(((ProgramEnd.InfrastructureFailed) end).reason()).contains("ImagePullBackOff");
    }

    @Test
    void podsThatAreNotCreatedAreTold() throws IOException {
        script.next(ScriptedCluster.Fate.IS_FORBIDDEN);

        ProgramEnd end = program(ScriptedTrainer.command()).run(JobFixture.write(folder.resolve("job")), monitor());

        assertThat(end).isInstanceOf(ProgramEnd.InfrastructureFailed.class);
        assertThat(((ProgramEnd.InfrastructureFailed) end).reason()).contains("0 of 1 pods");
    }

    @Test
    void aTrainingIsDeletedWhenItIsCancelled() throws IOException {
        ProgramRun run = JobFixture.write(folder.resolve("job"));
        TrainingMonitor cancelling = new TrainingMonitor(
                step -> {
                    throw new TrainingException("cancelled");
                },
                state -> {},
                () -> {},
                time -> script.step());

        assertThatThrownBy(
                        () -> program(ScriptedTrainer.command("--hang-after 1")).run(run, cancelling))
                .hasMessage("cancelled");

        assertThat(script.jobs().get(0).getMetadata().getFinalizers()).containsExactly("foregroundDeletion");
        script.step();
        assertThat(script.jobs()).isEmpty();
    }

    @Test
    void aJobThatSomeoneDeletesIsTriedAgain() throws IOException {
        ProgramRun run = JobFixture.write(folder.resolve("job"));
        TrainingMonitor deleting = new TrainingMonitor(
                step -> cluster.jobs().delete(JobSpec.nameOf(run)), state -> {}, () -> {}, time -> script.step());

        ProgramEnd end = program(ScriptedTrainer.command("--hang-after 1")).run(run, deleting);

        assertThat(end).isInstanceOf(ProgramEnd.InfrastructureFailed.class);
        assertThat(((ProgramEnd.InfrastructureFailed) end).reason()).contains("was deleted");
    }

    @Test
    void anotherNumberOfProcessesEndsTheTraining() throws IOException {
        ProgramEnd end = program(ScriptedTrainer.command("--world-size 1", "--hang-after 1"))
                .run(JobFixture.write(folder.resolve("job")), monitor());

        assertThat(end)
                .isEqualTo(
                        new ProgramEnd.TrainingFailed("1 processes train together, not 2 as trainer.world-size says"));
    }

    @Test
    void aQuotaIsNoFailureOfTheTraining() throws IOException {
        ProgramRun run = JobFixture.write(folder.resolve("job"));
        String resource = "count/%s.%s"
                .formatted(cluster.jobs().resource(), cluster.jobs().group());
        Map<String, Quantity> none = Map.of(resource, new Quantity("0"));
        admin.resource(new ResourceQuotaBuilder()
                        .withNewMetadata()
                        .withName("none")
                        .endMetadata()
                        .withNewSpec()
                        .withHard(none)
                        .endSpec()
                        .build())
                .inNamespace("default")
                .create();
        try {
            // The controller of quotas does this.
            admin.resourceQuotas().inNamespace("default").withName("none").editStatus(quota -> {
                quota.setStatus(new ResourceQuotaBuilder()
                        .withNewStatus()
                        .withHard(none)
                        .withUsed(none)
                        .endStatus()
                        .build()
                        .getStatus());
                return quota;
            });
            awaitQuota();

            ProgramEnd end = program(ScriptedTrainer.command()).run(run, monitor());

            assertThat(end).isInstanceOf(ProgramEnd.InfrastructureFailed.class);
            assertThat(((ProgramEnd.InfrastructureFailed) end).reason()).contains("exceeded quota: none");
        } finally {
            admin.resourceQuotas().inNamespace("default").withName("none").delete();
        }
    }

    /** The API server learns of a quota shortly after it was created. */
    private void awaitQuota() {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            try {
                admin.resource(object(new JobSpec("probe", Map.of(), List.of("true"), "/job", settings())))
                        .inNamespace("default")
                        .dryRun()
                        .create();
                assertThat(System.nanoTime()).as("the quota is enforced").isLessThan(deadline);
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            } catch (KubernetesClientException e) {
                assertThat(e).hasMessageContaining("exceeded quota");
                return;
            }
        }
    }

    private HasMetadata object(JobSpec spec) {
        return kind().equals("trainjob") ? TrainJobs.manifest(spec) : IndexedJobs.manifest(spec);
    }

    /** An unknown or misplaced field would silently be dropped. */
    @Test
    void theServerKeepsEveryFieldOfTheJob() throws IOException {
        ProgramRun run = JobFixture.write(folder.resolve("job"));
        KubeflowSettings all = settings().with(settings -> settings.nodes(2)
                .resources(Map.of("cpu", "8", "memory", "64Gi", "nvidia.com/gpu", "1"))
                .image(Optional.of("registry.example.org/trainer:1")));
        JobSpec spec = JobSpec.of(run, List.of("torchrun", "finetune.py"), all);

        HasMetadata created = cluster.jobs().create(spec);

        KubeflowFixture.assertHolds(created, object(spec));
    }
}
