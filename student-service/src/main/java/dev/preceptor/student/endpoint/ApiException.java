package dev.preceptor.student.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;

/** An error response in OpenAI's format. */
final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Sequences and models take seconds, so that an earlier retry would fail again. */
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

    /** @param parameter the request's parameter that is invalid; null where the error is about the whole request */
    static ApiException invalid(String parameter, String message) {
        return new ApiException(400, "invalid_request_error", parameter, null, message);
    }

    static ApiException tooLong(String parameter, String message) {
        return new ApiException(400, "invalid_request_error", parameter, "context_length_exceeded", message);
    }

    static ApiException noChatTemplate(String message) {
        return new ApiException(400, "invalid_request_error", "model", "no_chat_template", message);
    }

    static ApiException unknownModel(String message) {
        return new ApiException(404, "invalid_request_error", "model", "model_not_found", message);
    }

    static ApiException tooLarge(String message) {
        return new ApiException(413, "invalid_request_error", null, null, message);
    }

    /** The request may succeed later; the response has a Retry-After header. */
    static ApiException busy(String message) {
        return new ApiException(503, "server_error", null, "overloaded", message);
    }

    static ApiException failed(String message) {
        return new ApiException(500, "server_error", null, null, message);
    }

    int status() {
        return status;
    }

    /** The response's body. */
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
