package dev.preceptor.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.trainer.djl.DjlEngine;
import dev.preceptor.trainer.engine.TrainingEngine;
import dev.preceptor.trainer.engine.TrainingException;
import dev.preceptor.trainer.kubeflow.KubeflowSettings;
import dev.preceptor.trainer.program.ProgramEngine;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingEnginesTest {

    @Test
    void theSettingSelectsTheEngine() {
        assertThat(engine(Map.of())).isInstanceOf(DjlEngine.class);
        assertThat(engine(Map.of("trainer.backend", "command", "trainer.command", "train {job}")))
                .isInstanceOf(ProgramEngine.class);
    }

    @Test
    void anUnknownNameAndAMissingProgramAreTold() {
        assertThatThrownBy(() -> engine(Map.of("trainer.backend", "slurm")))
                .isInstanceOf(TrainingException.class)
                .hasMessage("trainer.backend is slurm; it can be djl, command or kubeflow");
        for (String backend : new String[] {"command", "kubeflow"}) {
            assertThatThrownBy(() -> engine(Map.of("trainer.backend", backend)))
                    .isInstanceOf(TrainingException.class)
                    .hasMessage("trainer.backend is %s, so trainer.command must name the program".formatted(backend));
        }
    }

    @Test
    void theSettingsOfKubeflowHaveDefaults() {
        KubeflowSettings settings = kubeflow(Map.of("trainer.kubeflow.claim", "shared"));

        assertThat(settings.kind()).isEqualTo("auto");
        assertThat(settings.runtime()).isEqualTo("torch-distributed");
        assertThat(settings.mountPath()).isEqualTo(Path.of("/data"));
        assertThat(settings.nodes()).isEqualTo(1);
        assertThat(settings.resources()).isEmpty();
        assertThat(settings.startTimeout()).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void aBucketStandsForTheClaim() {
        KubeflowSettings settings = kubeflow(Map.of(
                "trainer.artifacts-directory",
                "s3://bucket/preceptor",
                "trainer.kubeflow.store-secret",
                "bucket-keys"));

        assertThat(settings.claim()).isEmpty();
        assertThat(settings.store()).isEqualTo("s3://bucket/preceptor");
        assertThat(settings.storeSecret()).contains("bucket-keys");
    }

    @Test
    void resourcesAreAList() {
        KubeflowSettings settings = kubeflow(Map.of(
                "trainer.kubeflow.claim",
                "shared",
                "trainer.kubeflow.resources",
                "cpu=8, memory=64Gi,nvidia.com/gpu=2"));

        assertThat(settings.resources())
                .containsExactlyInAnyOrderEntriesOf(Map.of("cpu", "8", "memory", "64Gi", "nvidia.com/gpu", "2"));
    }

    @ParameterizedTest
    @CsvSource({
        "trainer.kubeflow.claim, '', trainer.kubeflow.claim must name the claim",
        "trainer.work-directory, /var/training, 'trainer.work-directory is /var/training, which the pods'",
        "trainer.models-directory, /models, 'trainer.models-directory is /models, which the pods'",
        "trainer.kubeflow.nodes, 3, 'trainer.world-size is 4, which trainer.kubeflow.nodes (3) must divide'",
        "trainer.kubeflow.nodes, 0, 'trainer.kubeflow.nodes (0)'",
        "trainer.kubeflow.resources, cpu, 'trainer.kubeflow.resources has ''cpu'''",
    })
    void settingsOfKubeflowThatDoNotFitAreTold(String setting, String value, String message) {
        Map<String, String> settings = new HashMap<>(Map.of("trainer.kubeflow.claim", "shared"));
        settings.put(setting, value);

        assertThatThrownBy(() -> kubeflow(settings))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining(message);
    }

    private static KubeflowSettings kubeflow(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "trainer.world-size", "4",
                "trainer.models-directory", "/data/models",
                "trainer.work-directory", "/data/training"));
        all.putAll(settings);
        return TrainingEngines.kubeflowSettings(configuration(all));
    }

    private static TrainingEngine engine(Map<String, String> settings) {
        return TrainingEngines.named(configuration(settings));
    }

    private static TrainerConfiguration configuration(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "trainer.models-directory", "models",
                "trainer.artifacts-directory", "artifacts",
                "trainer.work-directory", "work"));
        all.putAll(settings);
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(TrainerConfiguration.class)
                .withDefaultValues(all)
                .build()
                .getConfigMapping(TrainerConfiguration.class);
    }
}
