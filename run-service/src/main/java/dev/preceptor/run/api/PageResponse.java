package dev.preceptor.run.api;

import dev.preceptor.run.stream.Page;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriBuilder;
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
            String next = relative(uri)
                    .replaceQueryParam("after", PageQuery.cursor(page.next()))
                    .build()
                    .toString();
            response.header(HttpHeaders.LINK, link(next, "next"));
        }
        return response.build();
    }

    /** The address of the request without scheme, host and port. */
    static UriBuilder relative(UriInfo uri) {
        return uri.getRequestUriBuilder().scheme(null).host(null).port(-1);
    }

    /** A value of the header {@code Link}. */
    static String link(String address, String relation) {
        return "<" + address + ">; rel=\"" + relation + "\"";
    }
}
