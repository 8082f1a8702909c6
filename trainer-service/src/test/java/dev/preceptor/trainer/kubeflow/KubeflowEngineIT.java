package dev.preceptor.trainer.kubeflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.preceptor.trainer.engine.TrainingException;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With a real kube-apiserver, as the environment variable KUBEBUILDER_ASSETS says, and the definitions of Kubeflow Trainer
 * (manifests/base/crds) in the folder KUBEFLOW_TRAINER_CRDS. The tests play the controllers.
 */
class KubeflowEngineIT {

    private static final Path DEPLOYMENT = Path.of(System.getProperty("preceptor.root"), "deploy/kubernetes");
    private static final String DEFINITIONS = "KUBEFLOW_TRAINER_CRDS";
    private static final Duration DEFINED = Duration.ofSeconds(30);
    private static final String NAMESPACE = "default";

    @TempDir
    static Path folder;

    private static KubernetesApi api;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> binaries = KubernetesApi.binaries();
        assumeTrue(binaries.isPresent(), KubernetesApi.missing());
        api = KubernetesApi.start(binaries.get(), folder);
        try (KubernetesClient admin = api.admin()) {
            KubeflowFixture.createClaim(admin, NAMESPACE);
            Role role = admin.getKubernetesSerialization()
                    .unmarshal(Files.newInputStream(DEPLOYMENT.resolve("kubeflow-access/role.yaml")), Role.class);
            admin.resource(role).inNamespace(NAMESPACE).create();
            if (definitions().isPresent()) {
                define(admin, TrainJobs.RESOURCE);
            }
        }
    }

    @AfterAll
    static void stop() {
        if (api != null) {
            api.close();
        }
    }

    private static Optional<Path> definitions() {
        return Optional.ofNullable(System.getenv(DEFINITIONS)).map(Path::of).filter(Files::isDirectory);
    }

    private static void define(KubernetesClient admin, String plural) throws IOException {
        Path definition = definitions().orElseThrow().resolve(TrainJobs.GROUP + "_" + plural + ".yaml");
        admin.load(Files.newInputStream(definition)).create();
        long deadline = System.nanoTime() + DEFINED.toNanos();
        while (!isServed(admin, plural)) {
            assertThat(System.nanoTime()).as("the definition is served").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private static boolean isServed(KubernetesClient admin, String plural) {
        APIResourceList resources = admin.getApiResources(TrainJobs.GROUP + "/" + TrainJobs.VERSION);
        return resources != null
                && resources.getResources().stream()
                        .anyMatch(resource -> resource.getName().equals(plural));
    }

    private static void permit() {
        try (KubernetesClient admin = api.admin()) {
            admin.resource(new RoleBindingBuilder()
                            .withNewMetadata()
                            .withName("trainer")
                            .endMetadata()
                            .withNewRoleRef("rbac.authorization.k8s.io", "Role", "trainer")
                            .addNewSubject("rbac.authorization.k8s.io", "User", KubernetesApi.USER, null)
                            .build())
                    .inNamespace(NAMESPACE)
                    .createOr(existing -> existing.update());
        }
    }

    private static KubeflowSettings settings() {
        return KubeflowFixture.settings(Path.of("/data"));
    }

    @Test
    void aServiceWithoutPermissionsIsRefusedAtItsStart() {
        try (KubernetesClient admin = api.admin()) {
            admin.rbac()
                    .roleBindings()
                    .inNamespace(NAMESPACE)
                    .withName("trainer")
                    .delete();
        }

        assertThatThrownBy(() -> Cluster.connect(settings(), api.config(KubernetesApi.USER)))
                .isInstanceOf(TrainingException.class)
                .hasMessage("this service may not create jobs.batch in the namespace default: "
                        + "its service account needs the role of deploy/kubernetes/kubeflow-access");
    }

    @Test
    void aClaimThatDoesNotExistIsTold() {
        permit();

        assertThatThrownBy(() -> Cluster.connect(
                        settings().with(settings -> settings.claim(Optional.of("other"))),
                        api.config(KubernetesApi.USER)))
                .isInstanceOf(TrainingException.class)
                .hasMessage("the namespace default has no PersistentVolumeClaim other (trainer.kubeflow.claim)");
    }

    @Test
    void anUnknownTokenIsTold() {
        assertThatThrownBy(() -> Cluster.connect(settings(), api.config("unknown")))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("refuses a request")
                .hasMessageContaining("Unauthorized");
    }

    @Test
    void anApiServerThatDoesNotAnswerIsTold() {
        Config nowhere = new ConfigBuilder(api.config(KubernetesApi.USER))
                .withMasterUrl("https://127.0.0.1:1")
                .build();

        assertThatThrownBy(() -> Cluster.connect(settings(), nowhere))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("the Kubernetes API server at https://127.0.0.1:1")
                .hasMessageContaining("does not answer");
    }

    @Test
    void theKindIsThatWhichTheClusterHas() {
        permit();

        Cluster cluster =
                Cluster.connect(settings().with(settings -> settings.kind("auto")), api.config(KubernetesApi.USER));
        assertThat(cluster.jobs()).isInstanceOf(definitions().isPresent() ? TrainJobs.class : IndexedJobs.class);
        cluster.client().close();
    }

    @Test
    void theRuntimeOfTheDeploymentIsAsTheDefinitionSays() throws IOException {
        assumeTrue(definitions().isPresent(), "not run: " + DEFINITIONS + " names no folder");
        try (KubernetesClient admin = api.admin()) {
            define(admin, "clustertrainingruntimes");
            GenericKubernetesResource runtime = admin.getKubernetesSerialization()
                    .unmarshal(
                            Files.newInputStream(DEPLOYMENT.resolve("kubeflow/runtime.yaml")),
                            GenericKubernetesResource.class);

            GenericKubernetesResource created = admin.genericKubernetesResources(
                            runtime.getApiVersion(), runtime.getKind())
                    .resource(runtime)
                    .create();

            KubeflowFixture.assertHolds(created, runtime);
        }
    }

    @Nested
    class WithJobs extends KubeflowContract {

        @BeforeEach
        @Override
        void connect() {
            permit();
            super.connect();
        }

        @Override
        KubernetesApi api() {
            return api;
        }

        @Override
        String kind() {
            return "job";
        }
    }

    @Nested
    class WithTrainJobs extends KubeflowContract {

        @BeforeEach
        @Override
        void connect() {
            assumeTrue(definitions().isPresent(), "not run: " + DEFINITIONS + " names no folder");
            permit();
            super.connect();
        }

        @Override
        KubernetesApi api() {
            return api;
        }

        @Override
        String kind() {
            return "trainjob";
        }
    }
}
