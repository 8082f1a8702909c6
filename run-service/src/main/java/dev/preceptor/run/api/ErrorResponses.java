package dev.preceptor.run.api;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.run.stream.LedgersNotReadyException;
import dev.preceptor.run.stream.UnknownCursorException;
import dev.preceptor.run.topic.BrokerUnavailableException;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The status codes of errors. Every error is one line under {@code error}. */
class ErrorResponses {

    @ServerExceptionMapper({InvalidRequestException.class, UnknownCursorException.class})
    RestResponse<RunResource.Problem> invalid(RuntimeException e) {
        return RunResource.problem(Status.BAD_REQUEST, e.getMessage());
    }

    @ServerExceptionMapper
    RestResponse<RunResource.Problem> conflict(ConflictException e) {
        return RunResource.problem(Status.CONFLICT, e.getMessage());
    }

    @ServerExceptionMapper
    RestResponse<RunResource.Problem> foreign(NotTheOwnerException e) {
        return RunResource.problem(Status.FORBIDDEN, e.getMessage());
    }

    @ServerExceptionMapper
    RestResponse<RunResource.Problem> tooLarge(TooLargeException e) {
        return RunResource.problem(Status.PAYLOAD_TOO_LARGE, e.getMessage());
    }

    @ServerExceptionMapper({LedgersNotReadyException.class, BrokerUnavailableException.class})
    RestResponse<RunResource.Problem> notYet(RuntimeException e) {
        return RunResource.problem(Status.SERVICE_UNAVAILABLE, e.getMessage());
    }

    @ServerExceptionMapper
    RestResponse<RunResource.Problem> unwritable(ArtifactException e) {
        return RunResource.problem(Status.INTERNAL_SERVER_ERROR, e.getMessage());
    }
}
