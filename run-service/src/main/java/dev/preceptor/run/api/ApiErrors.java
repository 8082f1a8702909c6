package dev.preceptor.run.api;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.run.stream.LedgersNotReadyException;
import dev.preceptor.run.stream.UnknownCursorException;
import dev.preceptor.run.topic.BrokerUnavailableException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The errors of the REST API: each is one line under {@code error}. */
public class ApiErrors {

    /** An error and what to do about it. */
    public record Problem(String error) {}

    @ServerExceptionMapper({InvalidRequestException.class, UnknownCursorException.class})
    RestResponse<Problem> invalid(RuntimeException e) {
        return problem(Status.BAD_REQUEST, e.getMessage());
    }

    @ServerExceptionMapper
    RestResponse<Problem> conflict(ConflictException e) {
        return problem(Status.CONFLICT, e.getMessage());
    }

    @ServerExceptionMapper
    RestResponse<Problem> foreign(NotTheOwnerException e) {
        return problem(Status.FORBIDDEN, e.getMessage());
    }

    @ServerExceptionMapper
    RestResponse<Problem> tooLarge(TooLargeException e) {
        return problem(Status.PAYLOAD_TOO_LARGE, e.getMessage());
    }

    @ServerExceptionMapper
    RestResponse<Problem> unknown(UnknownIdException e) {
        return problem(Status.NOT_FOUND, e.getMessage());
    }

    @ServerExceptionMapper({LedgersNotReadyException.class, BrokerUnavailableException.class})
    RestResponse<Problem> notYet(RuntimeException e) {
        return problem(Status.SERVICE_UNAVAILABLE, e.getMessage());
    }

    @ServerExceptionMapper
    RestResponse<Problem> unwritable(ArtifactException e) {
        return problem(Status.INTERNAL_SERVER_ERROR, e.getMessage());
    }

    @ServerExceptionMapper
    RestResponse<Problem> unknownAddress(NotFoundException e, UriInfo uri) {
        String error = "there is nothing at /%s; /q/openapi describes what there is"
                .formatted(uri.getPath().replaceFirst("^/", ""));
        return problem(Status.NOT_FOUND, error);
    }

    static RestResponse<Problem> problem(Status status, String error) {
        return RestResponse.ResponseBuilder.create(status, new Problem(error))
                .type(MediaType.APPLICATION_JSON)
                .build();
    }
}
