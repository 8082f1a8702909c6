package dev.preceptor.student.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.http.HttpServerResponse;

/** Responses that are one JSON object. */
final class JsonReply {

    private JsonReply() {}

    static void send(HttpServerResponse response, int status, JsonNode body) {
        if (!response.ended() && !response.closed()) {
            response.setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .end(body.toString());
        }
    }

    static void send(HttpServerResponse response, ApiException problem) {
        if (problem.status() == 503 && !response.headWritten()) {
            response.putHeader("Retry-After", Integer.toString(ApiException.RETRY_AFTER_SECONDS));
        }
        send(response, problem.status(), problem.body());
    }
}
