package dev.preceptor.trainer.kubeflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.preceptor.trainer.program.JobFixture;
import dev.preceptor.trainer.program.ProgramRun;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The objects that are created, compared with what kubectl would be given. */
class ManifestsTest {

    private static final KubeflowSettings SETTINGS = KubeflowFixture.settings(Path.of("/data"))
            .with(settings -> settings.image(Optional.of("registry.example.org/trainer:1"))
                    .worldSize(8)
                    .nodes(2)
                    .resources(Map.of("cpu", "8", "memory", "64Gi", "nvidia.com/gpu", "4")));

    @TempDir
    Path folder;

    @Test
    void aTrainJobPatchesTheRuntimeWithTheVolume() throws IOException {
        assertIs("trainjob.yaml", TrainJobs.manifest(spec(SETTINGS)));
    }

    @Test
    void withoutAnImageATrainJobHasThatOfItsRuntime() {
        JsonNode manifest = KubeflowFixture.json(TrainJobs.manifest(
                spec(SETTINGS.with(settings -> settings.image(Optional.empty()).resources(Map.of())))));

        assertThat(manifest.at("/spec/trainer").has("image")).isFalse();
        assertThat(manifest.at("/spec/trainer").has("resourcesPerNode")).isFalse();
    }

    @Test
    void aJobHasTheVariablesOfTorchrun() throws IOException {
        assertIs("job.yaml", IndexedJobs.manifest(spec(SETTINGS)));
    }

    @Test
    void aProcessHasAThreadAtLeast() {
        JsonNode manifest = KubeflowFixture.json(IndexedJobs.manifest(
                spec(SETTINGS.with(settings -> settings.nodes(1).resources(Map.of("cpu", "7500m"))))));

        assertThat(manifest.at("/spec/template/spec/containers/0/env/1/name").asText())
                .isEqualTo("OMP_NUM_THREADS");
        assertThat(manifest.at("/spec/template/spec/containers/0/env/1/value").asText())
                .isEqualTo("1");
    }

    @Test
    void withoutAClaimThePodsReachTheStore() {
        JobSpec spec = spec(SETTINGS.with(settings -> settings.claim(Optional.empty())
                .store("s3://models/preceptor")
                .storeSecret(Optional.of("bucket-keys"))));
        JsonNode job = KubeflowFixture.json(IndexedJobs.manifest(spec));
        JsonNode trainJob = KubeflowFixture.json(TrainJobs.manifest(spec));

        for (JsonNode environment :
                List.of(job.at("/spec/template/spec/containers/0/env"), trainJob.at("/spec/trainer/env"))) {
            assertThat(environment.at("/1/name").asText()).isEqualTo("PRECEPTOR_ARTIFACTS");
            assertThat(environment.at("/1/value").asText()).isEqualTo("s3://models/preceptor");
            assertThat(environment.at("/2/valueFrom/secretKeyRef/name").asText())
                    .isEqualTo("bucket-keys");
            assertThat(environment.at("/2/valueFrom/secretKeyRef/key").asText()).isEqualTo("AWS_ACCESS_KEY_ID");
            assertThat(environment.at("/3/name").asText()).isEqualTo("AWS_SECRET_ACCESS_KEY");
        }
        JsonNode volume = job.at("/spec/template/spec/volumes/0");
        assertThat(volume.has("emptyDir")).isTrue();
        assertThat(volume.has("persistentVolumeClaim")).isFalse();
    }

    @Test
    void theServiceOfAJobBelongsToIt() throws IOException {
        Job job = IndexedJobs.manifest(spec(SETTINGS));
        job.getMetadata().setUid("the-uid");

        assertIs("service.yaml", IndexedJobs.service(job));
    }

    @Test
    void theNameDependsOnTheJobAndItsFolder() throws IOException {
        ProgramRun run = JobFixture.write(folder.resolve("a"));

        assertThat(JobSpec.nameOf(run))
                .matches("preceptor-[0-9a-f]{16}")
                .isEqualTo(JobSpec.nameOf(JobFixture.write(folder.resolve("a"))))
                .isNotEqualTo(JobSpec.nameOf(JobFixture.write(folder.resolve("b"))));
    }

    @Test
    void aJobIsRecognisedByAllThatItsPodsDependOn() throws IOException {
        ProgramRun run = JobFixture.write(folder.resolve("a"));
        List<String> command = List.of("torchrun");
        JobSnapshot existing = existing(JobSpec.of(run, command, SETTINGS));

        assertThat(JobSpec.of(
                                run,
                                command,
                                SETTINGS.with(settings -> settings.startTimeout(
                                        SETTINGS.startTimeout().plusDays(1))))
                        .isSameTraining(existing))
                .isTrue();
        for (JobSpec other : List.of(
                JobSpec.of(run, List.of("python"), SETTINGS),
                JobSpec.of(run, command, SETTINGS.with(settings -> settings.image(Optional.of("other")))),
                JobSpec.of(run, command, SETTINGS.with(settings -> settings.resources(Map.of("cpu", "9")))))) {
            assertThat(other.isSameTraining(existing)).isFalse();
            assertThat(other.isOfSameJob(existing)).isTrue();
        }
        ProgramRun elsewhere = JobFixture.write(folder.resolve("b"));
        assertThat(JobSpec.of(elsewhere, command, SETTINGS).isOfSameJob(existing))
                .isFalse();
    }

    private static JobSnapshot existing(JobSpec spec) {
        return IndexedJobs.snapshot(IndexedJobs.manifest(spec));
    }

    private static JobSpec spec(KubeflowSettings settings) {
        return new JobSpec(
                "preceptor-0123456789abcdef",
                Map.of("preceptor.dev/job", "run/1"),
                List.of("torchrun", "/trainer/finetune.py", "/data/training/job", "--bf16"),
                "/data/training/job",
                settings);
    }

    private static void assertIs(String file, HasMetadata object) throws IOException {
        try (InputStream expected = ManifestsTest.class.getResourceAsStream(file)) {
            assertThat(KubeflowFixture.json(object)).isEqualTo(new YAMLMapper().readTree(expected));
        }
    }
}
