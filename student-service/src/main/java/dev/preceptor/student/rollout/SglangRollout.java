package dev.preceptor.student.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import java.util.Optional;
import java.util.Set;

/**
 * Replaces the weights of SGLang's servers: {@code POST /update_weights_from_disk}. The version of the weights is the checkpoint's name.
 * {@code GET /model_info} tells it, and so does every answer.
 */
final class SglangRollout implements Rollout {

    /** The version of the weights with which a server was started. */
    private static final String AS_STARTED = "default";

    private static final String UPDATE = "/update_weights_from_disk";
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final Replicas replicas;
    private final Optional<String> storeOnServers;

    /** @param storeOnServers the artifact store as the servers see it; empty if they see it as this service does */
    SglangRollout(Replicas replicas, Optional<String> storeOnServers) {
        this.replicas = replicas;
        this.storeOnServers = storeOnServers;
    }

    /** Whether an answer with weights of this version is an answer of the checkpoint. */
    static boolean isVersionOf(RolloutTarget target, String version) {
        return version.equals(target.name()) || target.isBase() && version.equals(AS_STARTED);
    }

    @Override
    public Optional<String> advance(RolloutTarget target) {
        try {
            return EachReplica.perform(
                    replicas.of(target.student()), target.name(), replica -> ensureServed(replica, target));
        } catch (ReplicaUnavailableException e) {
            return Optional.of(e.getMessage());
        }
    }

    private Optional<String> ensureServed(Replica replica, RolloutTarget target)
            throws ReplicaUnavailableException, ReplicaRefusedException {
        if (isVersionOf(target, version(replica))) {
            if (target.isBase()) {
                requireUpdates(replica);
            }
            return Optional.empty();
        }
        update(replica, target);
        String version = version(replica);
        return isVersionOf(target, version)
                ? Optional.empty()
                : Optional.of("its weights have the version '" + version + "' after the update");
    }

    private static String version(Replica replica) throws ReplicaUnavailableException, ReplicaRefusedException {
        String body;
        try {
            body = replica.getFromRoot("/model_info");
        } catch (ReplicaRefusedException e) {
            if (e.status() != NOT_FOUND) {
                throw e;
            }
            // The name in older versions.
            body = replica.getFromRoot("/get_model_info");
        }
        JsonNode version = Replica.json(body).path("weight_version");
        if (!version.isTextual()) {
            throw new RolloutException(
                    "the student's server at " + replica.url()
                            + " tells no weight_version in /model_info: student.rollout sglang needs a version of SGLang that does");
        }
        return version.asText();
    }

    /**
     * Tells before a run's first answer, so before a lesson is paid, whether the server would update its weights. A request without a path
     * is invalid, and changes nothing: any answer to it but one of these statuses shows that updates are there.
     */
    private static void requireUpdates(Replica replica) throws ReplicaUnavailableException {
        try {
            replica.postToRoot(UPDATE, Json.mapper().createObjectNode());
        } catch (ReplicaRefusedException e) {
            if (Set.of(UNAUTHORIZED, FORBIDDEN, NOT_FOUND).contains(e.status())) {
                throw refused(replica, e);
            }
        }
    }

    private static RolloutException refused(Replica replica, ReplicaRefusedException refusal) {
        return new RolloutException(EachReplica.refused(replica, refusal).getMessage() + advice(refusal.status()));
    }

    private static String advice(int status) {
        return switch (status) {
            case UNAUTHORIZED, FORBIDDEN ->
                "; the key of student.apiKeyEnv must be the server's --admin-api-key, if it has one";
            case NOT_FOUND -> "; it has no " + UPDATE + ": is it a server of SGLang?";
            default -> "";
        };
    }

    private void update(Replica replica, RolloutTarget target) throws ReplicaUnavailableException {
        String response;
        try {
            response = replica.postToRoot(
                    UPDATE,
                    Json.mapper()
                            .createObjectNode()
                            .put("model_path", path(target))
                            .put("weight_version", target.name())
                            .put("abort_all_requests", false));
        } catch (ReplicaRefusedException e) {
            throw refused(replica, e);
        }
        JsonNode result = Replica.json(response);
        if (!result.path("success").asBoolean(false)) {
            throw new RolloutException("the student's server at " + replica.url() + " did not load the weights: "
                    + result.path("message").asText("it gives no reason"));
        }
    }

    private String path(RolloutTarget target) {
        if (!target.isBase()) {
            return CheckpointPath.ofTrained(target.checkpoint().uri(), storeOnServers);
        }
        return CheckpointPath.ofBase(target.student().model())
                .orElseThrow(() ->
                        new RolloutException("student.model " + target.student().model()
                                + " cannot be loaded again by SGLang, which serves other weights now: name a folder in Hugging Face's"
                                + " layout, which ./preceptor convert makes, or a model on the hub"));
    }
}
