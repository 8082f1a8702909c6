package dev.preceptor.apiaccess;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Error responses in the JSON format of the API that the request is for. */
final class Problem {

    private Problem() {}

    static void answer(RoutingContext context, int status, String message) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body(context.normalizedPath(), message));
    }

    /** Clients of {@code /v1/} expect OpenAI's format. */
    private static String body(String path, String message) {
        JsonObject body = path.startsWith("/v1/")
                ? new JsonObject()
                        .put("error", new JsonObject().put("message", message).put("type", "invalid_request_error"))
                : new JsonObject().put("error", message);
        return body.encode();
    }
}
