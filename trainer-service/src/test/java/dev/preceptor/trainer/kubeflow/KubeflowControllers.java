package dev.preceptor.trainer.kubeflow;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The real controllers of Kubeflow Trainer and of JobSet, with their webhooks, as processes beside a {@link KubernetesApi}. They are in the
 * folder that the environment variable KUBEFLOW_CONTROLLERS names, where deploy/try/kubeflow-controllers.sh has built them.
 */
final class KubeflowControllers implements AutoCloseable {

    private static final String FOLDER = "KUBEFLOW_CONTROLLERS";
    private static final Duration START = Duration.ofSeconds(120);

    private final Path binaries;
    private final Path folder;
    private final KubernetesApi api;
    private final List<Process> processes = new ArrayList<>();

    private KubeflowControllers(Path binaries, Path folder, KubernetesApi api) {
        this.binaries = binaries;
        this.folder = folder;
        this.api = api;
    }

    /** The folder with the programs; empty if there is none. */
    static Optional<Path> binaries() {
        return Optional.ofNullable(System.getenv(FOLDER))
                .map(Path::of)
                .filter(found -> Files.isExecutable(found.resolve("trainer-controller-manager"))
                        && Files.isExecutable(found.resolve("jobset-controller-manager")));
    }

    static String missing() {
        return "not run: " + FOLDER + " names no folder that deploy/try/kubeflow-controllers.sh has filled";
    }

    /**
     * Defines the kinds, starts both controllers, and creates a runtime.
     *
     * @param folder for configurations and logs
     * @param runtime a file with a ClusterTrainingRuntime
     */
    static KubeflowControllers start(Path binaries, Path folder, KubernetesApi api, Path runtime) throws IOException {
        KubeflowControllers controllers = new KubeflowControllers(binaries, folder, api);
        try (KubernetesClient admin = api.admin()) {
            controllers.define(admin);
            int trainerPort = KubernetesApi.freePort();
            int jobSetPort = KubernetesApi.freePort();
            controllers.start("trainer-controller-manager", trainerConfiguration(trainerPort));
            controllers.start("jobset-controller-manager", jobSetConfiguration(jobSetPort));
            controllers.callWebhooks(admin, "trainer-webhooks.yaml", "trainer", trainerPort);
            controllers.callWebhooks(admin, "jobset-webhooks.yaml", "jobset", jobSetPort);
            // Its webhook refuses it until the controller serves.
            controllers.await("the runtime is created", () -> controllers.isCreated(admin, runtime));
            return controllers;
        } catch (IOException | RuntimeException e) {
            controllers.close();
            throw e;
        }
    }

    private void define(KubernetesClient admin) throws IOException {
        for (String kind : List.of(
                "trainer.kubeflow.org_clustertrainingruntimes",
                "trainer.kubeflow.org_trainingruntimes",
                "trainer.kubeflow.org_trainjobs",
                "jobset.x-k8s.io_jobsets")) {
            try (InputStream definition = Files.newInputStream(manifest(kind + ".yaml"))) {
                admin.load(definition).create();
            }
        }
        await(
                "the kinds are served",
                () -> serves(admin, "trainer.kubeflow.org/v1alpha1", "trainjobs")
                        && serves(admin, "jobset.x-k8s.io/v1alpha2", "jobsets"));
    }

    private static boolean serves(KubernetesClient admin, String version, String plural) {
        var resources = admin.getApiResources(version);
        return resources != null
                && resources.getResources().stream()
                        .anyMatch(resource -> resource.getName().equals(plural));
    }

    private Path manifest(String name) {
        return binaries.resolve("manifests").resolve(name);
    }

    private static String trainerConfiguration(int port) {
        return """
                apiVersion: config.trainer.kubeflow.org/v1alpha1
                kind: Configuration
                health: {healthProbeBindAddress: "0"}
                metrics: {bindAddress: "0"}
                webhook: {port: %d, host: 127.0.0.1}
                leaderElection: {leaderElect: false}
                certManagement: {enable: false}
                """
                .formatted(port);
    }

    private static String jobSetConfiguration(int port) {
        return """
                apiVersion: config.jobset.x-k8s.io/v1alpha1
                kind: Configuration
                health: {healthProbeBindAddress: "0"}
                metrics: {bindAddress: "0"}
                webhook: {port: %d, host: 127.0.0.1}
                leaderElection: {leaderElect: false}
                internalCertManagement: {enable: false}
                """
                .formatted(port);
    }

    /** The webhooks of both serve with the certificate of the API server, from the folder that is their default. */
    private void start(String name, String configuration) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Path certificates = Files.createDirectories(home.resolve("k8s-webhook-server/serving-certs"));
        Files.copy(api.certificates().resolve("apiserver.crt"), certificates.resolve("tls.crt"));
        Files.copy(api.certificates().resolve("apiserver.key"), certificates.resolve("tls.key"));
        Path config = Files.writeString(home.resolve("config.yaml"), configuration);
        ProcessBuilder process = new ProcessBuilder(
                        binaries.resolve(name).toString(), "--config=" + config, "--kubeconfig=" + api.kubeconfig())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log.txt").toFile());
        process.environment().put("TMPDIR", home.toString());
        processes.add(process.start());
    }

    /** Creates the configurations of webhooks, with an address of this machine in place of a service. */
    private void callWebhooks(KubernetesClient admin, String file, String owner, int port) throws IOException {
        String bundle = Base64.getEncoder()
                .encodeToString(Files.readAllBytes(api.certificates().resolve("apiserver.crt")));
        try (InputStream manifests = Files.newInputStream(manifest(file))) {
            for (HasMetadata found : admin.load(manifests).items()) {
                found.getMetadata().setName(owner + "-" + found.getMetadata().getName());
                if (found instanceof MutatingWebhookConfiguration mutating) {
                    mutating.getWebhooks().forEach(webhook -> direct(webhook.getClientConfig(), port, bundle));
                } else {
                    ((ValidatingWebhookConfiguration) found)
                            .getWebhooks()
                            .forEach(webhook -> direct(webhook.getClientConfig(), port, bundle));
                }
                admin.resource(found).create();
            }
        }
    }

    private static void direct(WebhookClientConfig client, int port, String bundle) {
        client.setUrl("https://127.0.0.1:" + port + client.getService().getPath());
        client.setService(null);
        client.setCaBundle(bundle);
    }

    private boolean isCreated(KubernetesClient admin, Path runtime) {
        try (InputStream manifest = Files.newInputStream(runtime)) {
            admin.load(manifest).create();
            return true;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    private void await(String what, Supplier<Boolean> condition) {
        long deadline = System.nanoTime() + START.toNanos();
        while (!condition.get()) {
            if (processes.stream().anyMatch(process -> !process.isAlive()) || System.nanoTime() > deadline) {
                throw new IllegalStateException("not reached: " + what + "; see the logs in " + folder);
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.destroy();
            try {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
