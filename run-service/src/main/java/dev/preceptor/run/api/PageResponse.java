package dev.preceptor.run.api;

import dev.preceptor.run.stream.Page;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** The response to a request for a part of a list. */
public final class PageResponse {

    private PageResponse() {}

    /** The items; the header {@code Link} has the address of the next page, {@code rel="next"}, if there is one. */
    public static <T> RestResponse<List<T>> of(Page<T> page, UriInfo uri) {
        RestResponse.ResponseBuilder<List<T>> response = RestResponse.ResponseBuilder.ok(page.items());
        if (page.next() != null) {
            String next = uri.getRequestUriBuilder()
                    .scheme(null)
                    .host(null)
                    .port(-1)
                    .replaceQueryParam("after", PageQuery.cursor(page.next()))
                    .build()
                    .toString();
            response.header(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"");
        }
        return response.build();
    }
}
