package dev.preceptor.run.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.apiaccess.Sessions;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** The session of a browser: the token is presented once and kept in a cookie that scripts cannot read. */
@Path("/session")
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {

    private final Sessions sessions;
    private final SecurityIdentity identity;

    SessionResource(Sessions sessions, SecurityIdentity identity) {
        this.sessions = sessions;
        this.identity = identity;
    }

    /** The body of {@code POST /session}. */
    public record Login(String token) {}

    /**
     * What the caller may do.
     *
     * @param required whether the API requires a token
     * @param name the name of the caller's token; null without one
     * @param write whether the caller may change runs
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Session(boolean required, String name, boolean write) {}

    @GET
    public Session session() {
        boolean required = sessions.required();
        return identity.isAnonymous()
                ? new Session(required, null, !required)
                : new Session(required, identity.getPrincipal().getName(), identity.hasRole("write"));
    }

    /** Sets the cookie; 401 if the token is unknown. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public RestResponse<ApiErrors.Problem> open(Login login, @Context HttpServerRequest request) {
        boolean known = login != null
                && login.token() != null
                && sessions.open(login.token().strip(), request);
        return known
                ? RestResponse.noContent()
                : ApiErrors.problem(Status.UNAUTHORIZED, "the token is none that this server knows");
    }

    /** Removes the cookie. */
    @DELETE
    public void close(@Context HttpServerRequest request) {
        sessions.close(request);
    }
}
