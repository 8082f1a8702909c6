package dev.preceptor.run.api;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers requests for unknown addresses in the form of every other error. */
class UnknownAddress {

    @ServerExceptionMapper
    RestResponse<RunResource.Problem> unknown(NotFoundException e, UriInfo uri) {
        String error = "there is nothing at /%s; /q/openapi describes what there is"
                .formatted(uri.getPath().replaceFirst("^/", ""));
        return RunResource.problem(RestResponse.Status.NOT_FOUND, error);
    }
}
