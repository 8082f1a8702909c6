package dev.preceptor.student.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.httpclient.HttpOutcome;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.completion.CompletionResponse;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One replica of a student's server.
 *
 * @param url with the version of the API, such as {@code http://10.0.0.7:8000/v1}
 * @param key bearer token; null for none
 * @param timeout of a request that loads weights
 */
record Replica(String url, String key, ModelServerClient http, Duration timeout) {

    private static final Duration LIST_TIMEOUT = Duration.ofSeconds(10);
    private static final Set<Integer> BUSY = Set.of(408, 409, 425, 429, 502, 503, 504);

    /** A request to the replica. */
    private interface Request {
        HttpOutcome send() throws InterruptedException;
    }

    /** The models and adapters that the replica serves. */
    List<ServedModel> models() throws ReplicaUnavailableException, ReplicaRefusedException {
        List<ServedModel> models = new ArrayList<>();
        for (JsonNode entry : json(get("/models")).path("data")) {
            models.add(new ServedModel(
                    entry.path("id").asText(),
                    entry.path("root").asText(""),
                    entry.path("parent").isTextual()));
        }
        return models;
    }

    /** The entry with this name. */
    Optional<ServedModel> model(String name) throws ReplicaUnavailableException, ReplicaRefusedException {
        return models().stream().filter(model -> model.name().equals(name)).findFirst();
    }

    /** @param resource below the version of the API, such as {@code /models} */
    String get(String resource) throws ReplicaUnavailableException, ReplicaRefusedException {
        return get(ModelServerClient.uri(url, resource));
    }

    /** As {@link #get}, for SGLang's own resources, which are not below the version of the API. */
    String getFromRoot(String resource) throws ReplicaUnavailableException, ReplicaRefusedException {
        return get(ModelServerClient.uri(root(), resource));
    }

    private String get(URI uri) throws ReplicaUnavailableException, ReplicaRefusedException {
        return body(() -> http.get(uri, key, LIST_TIMEOUT));
    }

    String post(String resource, JsonNode body) throws ReplicaUnavailableException, ReplicaRefusedException {
        URI uri = ModelServerClient.uri(url, resource);
        return body(() -> http.postJson(uri, key, body.toString(), timeout));
    }

    /** As {@link #post}, for SGLang's own resources. */
    String postToRoot(String resource, JsonNode body) throws ReplicaUnavailableException, ReplicaRefusedException {
        URI uri = ModelServerClient.uri(root(), resource);
        return body(() -> http.postJson(uri, key, body.toString(), timeout));
    }

    private String root() {
        return url.strip().replaceAll("/+$", "").replaceAll("/v\\d+$", "");
    }

    private String body(Request request) throws ReplicaUnavailableException, ReplicaRefusedException {
        HttpOutcome outcome;
        try {
            outcome = request.send();
        } catch (InterruptedException e) {
            throw ShutdownSignal.interrupted();
        }
        if (outcome instanceof HttpOutcome.Unreached unreached) {
            throw new ReplicaUnavailableException(unreached.detail(), true);
        }
        if (outcome instanceof HttpOutcome.Lost lost) {
            throw new ReplicaUnavailableException(lost.detail(), false);
        }
        HttpOutcome.Received received = (HttpOutcome.Received) outcome;
        if (received.status() == 200) {
            return received.body();
        }
        ReplicaRefusedException refused = new ReplicaRefusedException(CompletionResponse.refusal(received, key));
        if (BUSY.contains(received.status())) {
            throw new ReplicaUnavailableException(refused.words(), false);
        }
        throw refused;
    }

    /** Parses a response. */
    static JsonNode json(String body) throws ReplicaUnavailableException {
        try {
            return Json.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw new ReplicaUnavailableException("the response is no JSON", false);
        }
    }
}
