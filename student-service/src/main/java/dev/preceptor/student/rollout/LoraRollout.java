package dev.preceptor.student.rollout;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.contracts.Json;
import java.util.Optional;

/**
 * Loads adapters into vLLM, beside the base model that it serves. See "Dynamically serving LoRA Adapters" in vLLM's documentation. Each
 * replica is asked for its list before and after, so that another process may load the same adapter at the same time.
 */
final class LoraRollout implements Rollout {

    private static final int NOT_FOUND = 404;
    private static final int BAD_REQUEST = 400;

    private final Replicas replicas;
    private final AdapterFolders folders;

    LoraRollout(Replicas replicas, AdapterFolders folders) {
        this.replicas = replicas;
        this.folders = folders;
    }

    @Override
    public Optional<String> advance(RolloutTarget target) {
        try {
            PublishedAdapter adapter = folders.publish(target);
            return EachReplica.perform(
                    replicas.of(target.student()), adapter.name(), replica -> ensureLoaded(replica, adapter));
        } catch (ReplicaUnavailableException | ArtifactException e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * Loads the adapter where the replica lacks it.
     *
     * @return what is missing; empty if the replica serves it
     * @throws RolloutException if the replica refuses the adapter, or serves another one by this name
     */
    Optional<String> ensureLoaded(Replica replica, PublishedAdapter adapter)
            throws ReplicaUnavailableException, ReplicaRefusedException {
        if (serves(replica, adapter)) {
            return Optional.empty();
        }
        load(replica, adapter);
        return serves(replica, adapter)
                ? Optional.empty()
                : Optional.of("it accepted the adapter but does not list it");
    }

    private static boolean serves(Replica replica, PublishedAdapter adapter)
            throws ReplicaUnavailableException, ReplicaRefusedException {
        Optional<ServedModel> model = replica.model(adapter.name());
        if (model.isPresent() && !model.get().isFrom(adapter.path())) {
            throw new RolloutException(
                    "the student's server at " + replica.url() + " serves another model by the name " + adapter.name()
                            + ", from '" + model.get().path() + "': set student.checkpointModel to another name");
        }
        return model.isPresent();
    }

    /** @throws RolloutException if the replica refuses the adapter */
    void load(Replica replica, PublishedAdapter adapter) throws ReplicaUnavailableException, ReplicaRefusedException {
        try {
            replica.post(
                    "/load_lora_adapter",
                    Json.mapper()
                            .createObjectNode()
                            .put("lora_name", adapter.name())
                            .put("lora_path", adapter.path()));
        } catch (ReplicaRefusedException e) {
            boolean loadedMeanwhile = e.status() == BAD_REQUEST && serves(replica, adapter);
            if (!loadedMeanwhile) {
                throw new RolloutException(EachReplica.refused(replica, e).getMessage() + advice(e, adapter));
            }
        }
    }

    private static String advice(ReplicaRefusedException refusal, PublishedAdapter adapter) {
        if (refusal.status() != NOT_FOUND) {
            return "";
        }
        // The server has no such path at all, or it has the path and does not find the folder.
        return refusal.code().isEmpty()
                ? "; it has no /v1/load_lora_adapter: start vLLM with --enable-lora and VLLM_ALLOW_RUNTIME_LORA_UPDATING=True"
                : "; does it see the folder " + adapter.path()
                        + "? See student.rollout.adapters-directory and adapters-directory-on-servers";
    }

    /** Unloads an adapter; does nothing where the replica does not have it. */
    void unload(Replica replica, String name) throws ReplicaUnavailableException, ReplicaRefusedException {
        try {
            replica.post(
                    "/unload_lora_adapter", Json.mapper().createObjectNode().put("lora_name", name));
        } catch (ReplicaRefusedException e) {
            if (e.status() != NOT_FOUND || e.code().isEmpty()) {
                throw e;
            }
        }
    }
}
