package dev.preceptor.trainer.kubeflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.trainer.program.JobFixture;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Settings, and comparisons of Kubernetes' objects. */
final class KubeflowFixture {

    static final String CLAIM = "shared";
    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

    private KubeflowFixture() {}

    static KubeflowSettings settings(Path mountPath) {
        return KubeflowSettingsBuilder.builder()
                .kind("job")
                .namespace(Optional.empty())
                .runtime("torch-distributed")
                .image(Optional.of("image"))
                .claim(Optional.of(CLAIM))
                .store("artifacts")
                .storeSecret(Optional.empty())
                .mountPath(mountPath)
                .worldSize(JobFixture.WORLD_SIZE)
                .nodes(1)
                .resources(Map.of())
                .user(10001)
                .startTimeout(Duration.ofMinutes(15))
                .build();
    }

    /** Creates the claim that the settings name. */
    static void createClaim(KubernetesClient admin, String namespace) {
        admin.resource(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName(CLAIM)
                        .endMetadata()
                        .withNewSpec()
                        .withAccessModes("ReadWriteMany")
                        .withNewResources()
                        .withRequests(Map.of("storage", new Quantity("1Gi")))
                        .endResources()
                        .endSpec()
                        .build())
                .inNamespace(namespace)
                .create();
    }

    static JsonNode json(HasMetadata object) {
        try {
            return Json.mapper().readTree(SERIALIZATION.asJson(object));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asserts that an object has all fields of another with their values; it may have more. */
    static void assertHolds(HasMetadata object, HasMetadata expected) {
        assertHolds("", json(object), json(expected));
    }

    private static void assertHolds(String path, JsonNode found, JsonNode expected) {
        if (expected.isObject()) {
            expected.fields().forEachRemaining(field -> {
                assertThat(found.has(field.getKey()))
                        .as(path + "." + field.getKey())
                        .isTrue();
                assertHolds(path + "." + field.getKey(), found.get(field.getKey()), field.getValue());
            });
        } else if (expected.isArray()) {
            assertThat(found).as(path).hasSize(expected.size());
            for (int i = 0; i < expected.size(); i++) {
                assertHolds(path + "[" + i + "]", found.get(i), expected.get(i));
            }
        } else {
            assertThat(found).as(path).isEqualTo(expected);
        }
    }
}
