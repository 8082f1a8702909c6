package dev.preceptor.apiaccess;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** An error as the API that is asked tells its own: one line of JSON. */
final class Problem {

    private Problem() {}

    static void answer(RoutingContext context, int status, String message) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body(context.normalizedPath(), message));
    }

    /** Under {@code /v1/} clients expect OpenAI's form. */
    private static String body(String path, String message) {
        JsonObject body = path.startsWith("/v1/")
                ? new JsonObject()
                        .put("error", new JsonObject().put("message", message).put("type", "invalid_request_error"))
                : new JsonObject().put("error", message);
        return body.encode();
    }
}
