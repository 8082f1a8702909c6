package dev.preceptor.student.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;

/** Why a request is not answered, in the API's own terms. */
final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Sequences take seconds, models some more: sooner would be in vain. */
    static final int RETRY_AFTER_SECONDS = 5;

    private final int status;
    private final String type;
    private final String parameter;
    private final String code;

    private ApiException(int status, String type, String parameter, String code, String message) {
        super(message);
        this.status = status;
        this.type = type;
        this.parameter = parameter;
        this.code = code;
    }

    /** @param parameter of the request; null where it is about the whole */
    static ApiException invalid(String parameter, String message) {
        return new ApiException(400, "invalid_request_error", parameter, null, message);
    }

    static ApiException tooLong(String parameter, String message) {
        return new ApiException(400, "invalid_request_error", parameter, "context_length_exceeded", message);
    }

    static ApiException unknownModel(String message) {
        return new ApiException(404, "invalid_request_error", "model", "model_not_found", message);
    }

    static ApiException tooLarge(String message) {
        return new ApiException(413, "invalid_request_error", null, null, message);
    }

    /** Later it may be answered; the reply says when to ask again. */
    static ApiException busy(String message) {
        return new ApiException(503, "server_error", null, "overloaded", message);
    }

    static ApiException failed(String message) {
        return new ApiException(500, "server_error", null, null, message);
    }

    int status() {
        return status;
    }

    /** The body of the reply. */
    ObjectNode body() {
        ObjectNode body = Json.mapper().createObjectNode();
        body.putObject("error")
                .put("message", getMessage())
                .put("type", type)
                .put("param", parameter)
                .put("code", code);
        return body;
    }
}
