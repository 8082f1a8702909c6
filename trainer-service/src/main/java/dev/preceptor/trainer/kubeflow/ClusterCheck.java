package dev.preceptor.trainer.kubeflow;

import dev.preceptor.trainer.engine.TrainingException;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jboss.logging.Logger;

/** Checks a cluster against the settings before the service takes a job. */
record ClusterCheck(KubernetesClient client, String namespace, KubeflowSettings settings) {

    private static final Logger LOG = Logger.getLogger(ClusterCheck.class);
    /** The API group of pods, services and claims. */
    private static final String CORE = "";

    /**
     * @throws TrainingException if something is missing
     * @throws KubernetesClientException if the API server does not answer
     */
    Cluster checked() {
        client.getKubernetesVersion();
        JobKind jobs = kind();
        if (jobs instanceof IndexedJobs && settings.image().isEmpty()) {
            throw new TrainingException("trainings run as Jobs, so trainer.kubeflow.image must name the image");
        }
        for (String verb : jobs.verbs()) {
            requireAllowed(jobs.group(), jobs.resource(), verb);
        }
        requireAllowed(CORE, "pods", "list");
        if (settings.claim().isPresent()) {
            requireAllowed(CORE, "persistentvolumeclaims", "get");
        }
        if (jobs instanceof IndexedJobs && settings.nodes() > 1) {
            requireAllowed(CORE, "services", "create");
        }
        settings.claim().ifPresent(this::requireClaim);
        LOG.infof(
                "trainings run as %ss in the namespace %s, %d on each of %d nodes",
                jobs.kind(), namespace, settings.processesPerNode(), settings.nodes());
        return new Cluster(client, namespace, jobs);
    }

    private JobKind kind() {
        return switch (settings.kind()) {
            case "job" -> new IndexedJobs(client, namespace);
            case "auto" -> hasTrainJobs() ? new TrainJobs(client, namespace) : new IndexedJobs(client, namespace);
            case "trainjob" -> {
                if (!hasTrainJobs()) {
                    throw new TrainingException(
                            "trainer.kubeflow.kind is trainjob, but the cluster has no TrainJobs of "
                                    + TrainJobs.GROUP + "/" + TrainJobs.VERSION
                                    + ": install Kubeflow Trainer 2.2 or later, or set job");
                }
                yield new TrainJobs(client, namespace);
            }
            default ->
                throw new TrainingException(
                        "trainer.kubeflow.kind is " + settings.kind() + "; it can be auto, trainjob or job");
        };
    }

    private boolean hasTrainJobs() {
        APIResourceList resources = client.getApiResources(TrainJobs.GROUP + "/" + TrainJobs.VERSION);
        return resources != null
                && resources.getResources().stream()
                        .anyMatch(found -> found.getName().equals(TrainJobs.RESOURCE));
    }

    private void requireClaim(String claim) {
        if (client.persistentVolumeClaims()
                        .inNamespace(namespace)
                        .withName(claim)
                        .get()
                == null) {
            throw new TrainingException("the namespace %s has no PersistentVolumeClaim %s (trainer.kubeflow.claim)"
                    .formatted(namespace, claim));
        }
    }

    private void requireAllowed(String group, String resource, String verb) {
        SelfSubjectAccessReview review = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withNamespace(namespace)
                .withGroup(group)
                .withResource(resource)
                .withVerb(verb)
                .endResourceAttributes()
                .endSpec()
                .build();
        if (!client.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(review)
                .getStatus()
                .getAllowed()) {
            throw new TrainingException(
                    "this service may not %s %s in the namespace %s: its service account needs the role of deploy/kubernetes/kubeflow-access"
                            .formatted(verb, group.isEmpty() ? resource : resource + "." + group, namespace));
        }
    }
}
