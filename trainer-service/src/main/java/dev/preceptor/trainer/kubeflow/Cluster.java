package dev.preceptor.trainer.kubeflow;

import dev.preceptor.trainer.engine.TrainingException;
import dev.preceptor.trainer.program.OutputEnd;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.util.List;
import java.util.Objects;

/**
 * The namespace of a cluster in which trainings run.
 *
 * @param jobs the kind of job that runs them
 */
record Cluster(KubernetesClient client, String namespace, JobKind jobs) {

    private static final int OUTPUT_LINES = 30;

    /**
     * Connects as the environment says: the service account of this pod, or a kubeconfig.
     *
     * @throws TrainingException if the cluster does not answer, or lacks what the settings name, or does not permit what is needed
     */
    static Cluster connect(KubeflowSettings settings) {
        return connect(settings, Config.autoConfigure(null));
    }

    static Cluster connect(KubeflowSettings settings, Config environment) {
        // This service repeats requests itself, and looks at the files of the training meanwhile. With HTTP/2, the API
        // server closes the
        // connection of an unknown user before the JDK's client has read the answer.
        Config config = new ConfigBuilder(environment)
                .withRequestRetryBackoffLimit(0)
                .withHttp2Disable(true)
                .build();
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
        String namespace =
                settings.namespace().orElseGet(() -> Objects.requireNonNullElse(client.getNamespace(), "default"));
        try {
            return new ClusterCheck(client, namespace, settings).checked();
        } catch (KubernetesClientException e) {
            client.close();
            throw new TrainingException(
                    "trainer.backend is kubeflow, but the Kubernetes API server at %s %s: %s"
                            .formatted(
                                    config.getMasterUrl(),
                                    ApiFailures.isUnanswered(e) ? "does not answer" : "refuses a request",
                                    ApiFailures.text(e)),
                    e);
        } catch (TrainingException e) {
            client.close();
            throw e;
        }
    }

    /** The kind, the name and the namespace of a job, for messages. */
    String nameOf(String job) {
        return "%s %s/%s".formatted(jobs.kind(), namespace, job);
    }

    /** @throws KubernetesClientException if the API server does not answer */
    List<Pod> pods(String job) {
        return client.pods()
                .inNamespace(namespace)
                .withLabels(jobs.podLabels(job))
                .list()
                .getItems();
    }

    /** The last lines of a pod's output, to be appended to a message; empty if they are not there any more. */
    String output(String pod) {
        try {
            String output = client.pods()
                    .inNamespace(namespace)
                    .withName(pod)
                    .inContainer(JobKind.CONTAINER)
                    .tailingLines(OUTPUT_LINES)
                    .getLog();
            return output == null ? "" : OutputEnd.appended(output);
        } catch (KubernetesClientException e) {
            return "";
        }
    }
}
