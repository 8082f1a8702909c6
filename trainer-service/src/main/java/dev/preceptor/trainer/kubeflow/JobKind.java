package dev.preceptor.trainer.kubeflow;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A kind of object by which Kubernetes runs the processes of a training. Every method asks the API server. */
interface JobKind {

    /** The name of the container that trains, in every pod. */
    String CONTAINER = "node";

    /** The API group, for checks of permissions. */
    String group();

    /** The plural in paths and roles. */
    String resource();

    /** What this service does with its objects, for checks of permissions. */
    List<String> verbs();

    /** The kind, for messages. */
    String kind();

    /** @throws KubernetesClientException with code 409 if an object with the name exists */
    HasMetadata create(JobSpec spec);

    /** Creates what is missing of an object that exists, because a service was killed while it created it. */
    void complete(JobSpec spec);

    /** The object; empty if there is none. */
    Optional<JobSnapshot> find(String name);

    /** Deletes the object when its pods have ended. Without an effect if there is none. */
    void delete(String name);

    /** The labels of the pods of an object. */
    Map<String, String> podLabels(String name);
}
