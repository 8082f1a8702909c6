package dev.preceptor.student.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Speaks SGLang's forms for weights: {@code /model_info}, {@code /update_weights_from_disk} and {@code metadata.weight_version}. */
final class SglangServer extends TestServer {

    private final List<String> loaded = new CopyOnWriteArrayList<>();
    private final String info;
    private volatile String version;
    private volatile String refusal;
    private volatile Reply updates;
    private volatile boolean ignoresVersions;
    private volatile boolean hidesVersion;

    /** @param info the name of the path, which versions differ in */
    SglangServer(String info) {
        this.info = info;
    }

    /** The paths that were loaded since the start. */
    List<String> loaded() {
        return loaded;
    }

    String version() {
        return version;
    }

    /** Updates fail with this message from now on. */
    void refuse(String message) {
        refusal = message;
    }

    /** The server has an --admin-api-key, and requests have another key or none. */
    void requireAdminKey() {
        updates = new Reply(401, "{\"error\":\"Unauthorized\"}");
    }

    /** The server has no updates of weights. */
    void withoutUpdates() {
        updates = noSuchPath();
    }

    /** As versions of SGLang that do not know it. */
    void hideVersion() {
        hidesVersion = true;
    }

    /** The version that an update names is not taken over. */
    void ignoreVersions() {
        ignoresVersions = true;
    }

    @Override
    void forget() {
        version = "default";
        loaded.clear();
    }

    @Override
    Reply reply(String path, JsonNode body) {
        if (path.equals(info)) {
            return new Reply(
                    200,
                    hidesVersion
                            ? json("model_path", "/models/base")
                            : json("model_path", "/models/base", "weight_version", version));
        }
        return switch (path) {
            case "/update_weights_from_disk" -> updates == null ? update(body) : updates;
            case "/v1/chat/completions" ->
                new Reply(
                        200,
                        "{\"choices\": [{\"message\": {\"content\": \"by " + version
                                + "\"}, \"finish_reason\": \"stop\"}], \"metadata\": {\"weight_version\": \"" + version
                                + "\"}}");
            default -> noSuchPath();
        };
    }

    private Reply update(JsonNode body) {
        if (!body.has("model_path")) {
            return new Reply(
                    400,
                    "{\"object\": \"error\", \"message\": \"model_path: Field required\", \"type\": \"Bad Request\", \"code\": 400}");
        }
        if (refusal != null) {
            return new Reply(
                    400,
                    Json.mapper()
                            .createObjectNode()
                            .put("success", false)
                            .put("message", refusal)
                            .put("num_paused_requests", 0)
                            .toString());
        }
        loaded.add(body.path("model_path").asText());
        version = ignoresVersions ? version : body.path("weight_version").asText();
        return new Reply(200, "{\"success\": true, \"message\": \"Succeeded to update model weights.\"}");
    }

    private static String json(String... fields) {
        var object = Json.mapper().createObjectNode();
        for (int i = 0; i < fields.length; i += 2) {
            object.put(fields[i], fields[i + 1]);
        }
        return object.toString();
    }
}
